#include "wizard/io/sim_world.h"

#include <fcntl.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/io/wholefile.h"

/* A day: nobody practises waiting longer than that. */
#define NUMBER_MAX 86400U

enum setting_kind {
	SETTING_NAME, /* a domain name */
	SETTING_TEXT,
	SETTING_NUMBER, /* up to NUMBER_MAX */
	SETTING_ADDRESS, /* one more address of this machine */
};

/* A line of scenario.ini; offset counts from what the section fills. */
static const struct setting {
	const char *section;
	const char *key;
	enum setting_kind kind;
	size_t offset;
} settings[] = {
    {"scenario", "domain", SETTING_NAME, offsetof(struct world, domain)},
    {"host", "name", SETTING_NAME, offsetof(struct world, host.hostname)},
    {"host", "hello", SETTING_NAME, offsetof(struct world, host.mta_hello)},
    {"host", "mta", SETTING_TEXT, offsetof(struct world, host.mta)},
    {"host", "address", SETTING_ADDRESS, 0},
    {"panel", "delay", SETTING_NUMBER, offsetof(struct world, panel.delay)},
    {"panel", "ttl", SETTING_NUMBER, offsetof(struct world, panel.ttl)},
    {"panel", "doubles", SETTING_NUMBER, offsetof(struct world, panel.doubles)},
    {"panel", "cuts", SETTING_NUMBER, offsetof(struct world, panel.cuts)},
    {"server", "latency", SETTING_NUMBER,
	offsetof(struct world_server, latency)},
    {"server", "lag", SETTING_NUMBER, offsetof(struct world_server, lag)},
    {"server", "silent", SETTING_NUMBER, offsetof(struct world_server, silent)},
};

static bool
set_name(struct world *world, const char **field, const char *value)
{
	struct err err = ERR_INIT;
	struct dname name;

	if (dname_parse(slice_of(value), &name, &err) != ERR_OK)
		return false;
	*field = arena_copy(&world->arena, name.text);
	return true;
}

static bool
set_number(uint32_t *field, const char *value)
{
	char *end;
	unsigned long number = strtoul(value, &end, 10);

	if (value[strspn(value, "0123456789")] != '\0' || end == value ||
	    number > NUMBER_MAX)
		return false;
	*field = (uint32_t)number;
	return true;
}

static bool
add_address(struct world *world, const char *value)
{
	size_t *count = &world->host.addresses;

	if (*count == WORLD_HOST_MAX ||
	    !ip_parse(slice_of(value), &world->address[*count]))
		return false;
	(*count)++;
	return true;
}

static bool
apply(struct world *world, const struct setting *setting, void *base,
    const char *value)
{
	void *field = (char *)base + setting->offset;

	switch (setting->kind) {
	case SETTING_NAME:
		return set_name(world, field, value);
	case SETTING_TEXT:
		*(const char **)field = arena_copy(&world->arena, value);
		return true;
	case SETTING_NUMBER:
		return set_number(field, value);
	case SETTING_ADDRESS:
		return add_address(world, value);
	}
	return false;
}

/* What a section fills: "[server ns1.example]" names one; NULL: no section. */
static void *
base_of(struct world *world, struct slice word, const char *rest)
{
	if (!slice_is(word, "server"))
		return rest[0] == '\0' ? world : NULL;
	return rest[0] == ' ' ? world_server_named(world, rest + 1) : NULL;
}

/* For inih: 0 marks the line as wrong. */
static int
on_setting(void *arg, const char *section, const char *key, const char *value)
{
	struct world *world = arg;
	struct slice word = {section, strcspn(section, " ")};
	void *base = base_of(world, word, section + word.len);

	for (size_t i = 0; base != NULL && i < COUNT_OF(settings); i++) {
		const struct setting *s = &settings[i];

		if (slice_is(word, s->section) && strcmp(key, s->key) == 0)
			return apply(world, s, base, value);
	}
	return 0;
}

static enum err_code
read_settings(
    struct world *world, const char *path, const char *text, struct err *err)
{
	int line = ini_parse_string(text, on_setting, world);

	if (line != 0)
		return err_set(err, ERR_SYNTAX,
		    _("%s, line %d: not a setting of a practice scenario, or "
		      "a value outside its range"),
		    path, line);
	if (world->domain == NULL || world->host.addresses == 0)
		return err_set(err, ERR_SYNTAX,
		    _("%s: a practice scenario needs a domain and a host "
		      "with an address"),
		    path);
	return ERR_OK;
}

enum err_code
world_settings(struct world *world, const char *path, struct err *err)
{
	struct buf text = BUF_INIT;
	enum err_code code =
	    wholefile_read(AT_FDCWD, path, true, WORLD_FILE_MAX, &text, err);

	if (code == ERR_OK)
		code = read_settings(world, path, buf_text(&text), err);
	buf_release(&text);
	return code;
}
