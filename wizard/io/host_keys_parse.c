#include "wizard/io/host_keys_parse.h"

#include <string.h>

#include "wizard/io/host_text.h"
#include "wizard/record/dkim.h"
#include "wizard/record/dname.h"

/* "$name" in the path becomes the value, wherever it stands. */
static struct slice
put_in(struct arena *arena, struct slice path, const char *name,
    const char *value)
{
	struct buf out = BUF_INIT;
	size_t len = strlen(name);
	const char *at;

	while (path.len > 0 &&
	    (at = memmem(path.ptr, path.len, name, len)) != NULL) {
		buf_add(&out, path.ptr, (size_t)(at - path.ptr));
		buf_adds(&out, value);
		path.len -= (size_t)(at - path.ptr) + len;
		path.ptr = at + len;
	}
	buf_add(&out, path.ptr, path.len);
	path = slice_of(arena_copy(arena, buf_text(&out)));
	buf_release(&out);
	return path;
}

static struct slice
put_names(struct arena *arena, struct slice path, const char *domain,
    const char *selector)
{
	const struct {
		const char *name, *value;
	} names[] = {
	    {"${dkim_domain}", domain},
	    {"$dkim_domain", domain},
	    {"$domain", domain},
	    {"${dkim_selector}", selector},
	    {"$dkim_selector", selector},
	    {"$selector", selector},
	};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		path = put_in(arena, path, names[i].name, names[i].value);
	return path;
}

static bool
is_known(const struct key_hunt *hunt, const char *selector, const char *path)
{
	for (size_t i = 0; i < hunt->keys; i++)
		if (strcmp(hunt->key[i].selector, selector) == 0 &&
		    strcmp(hunt->key[i].path, path) == 0)
			return true;
	return false;
}

void
hunt_add(struct key_hunt *hunt, struct slice domain, struct slice selector,
    struct slice path)
{
	static const char quotes[] = "\"' \t\r";
	const char *name;

	selector = slice_trim(selector, quotes);
	path = slice_trim(path, quotes);
	if (hunt->keys == HOST_KEYS_MAX || !dkim_is_selector(selector) ||
	    !slice_is_nocase(slice_trim(domain, quotes), hunt->domain))
		return;
	name = arena_copy_slice(hunt->arena, selector);
	path = put_names(hunt->arena, path, hunt->domain, name);
	/* What is left of macros and expansions cannot be followed. */
	if (path.len == 0 || path.ptr[0] != '/' ||
	    memchr(path.ptr, '$', path.len) != NULL ||
	    is_known(hunt, name, path.ptr))
		return;
	hunt->key = arena_push(
	    hunt->arena, hunt->key, &hunt->keys, sizeof(*hunt->key));
	hunt->key[hunt->keys - 1] =
	    (struct host_key) {.signer = hunt->signer,
		.domain = hunt->domain, .selector = name, .path = path.ptr};
}

/* --- OpenDKIM and its relatives ----------------------------------------------- */

/* "KeyTable refile:/etc/opendkim/key.table"; other data sets are left out. */
static void
note_table(struct key_hunt *hunt, struct slice value)
{
	static const char *const prefixes[] = {"refile:", "file:"};

	for (size_t i = 0; i < COUNT_OF(prefixes); i++)
		if (slice_starts_nocase(value, prefixes[i])) {
			value.ptr += strlen(prefixes[i]);
			value.len -= strlen(prefixes[i]);
		}
	if (value.len > 0 && value.ptr[0] == '/' &&
	    hunt->tables < COUNT_OF(hunt->table))
		hunt->table[hunt->tables++].file =
		    arena_copy_slice(hunt->arena, value);
}

void
hunt_milter(struct key_hunt *hunt, struct slice text)
{
	enum {
		DOMAIN,
		SELECTOR,
		KEY_FILE,
		SELECTOR_ED25519,
		KEY_FILE_ED25519,
		VALUES
	};
	static const char *const names[VALUES] = {
	    [DOMAIN] = "Domain",
	    [SELECTOR] = "Selector",
	    [KEY_FILE] = "KeyFile",
	    [SELECTOR_ED25519] = "SelectorEd25519",
	    [KEY_FILE_ED25519] = "KeyFileEd25519",
	};
	struct slice line, word, value[VALUES] = {{.ptr = ""}};

	while (slice_next(&text, '\n', &line)) {
		struct slice what;

		if (!host_text_word(&line, &word) ||
		    !host_text_word(&line, &what) || word.ptr[0] == '#')
			continue;
		for (size_t i = 0; i < VALUES; i++)
			if (slice_is_nocase(word, names[i]))
				value[i] = what;
		if (slice_is_nocase(word, "KeyTable") ||
		    slice_is_nocase(word, "KeyTableEd25519"))
			note_table(hunt, what);
	}
	hunt_add(hunt, value[DOMAIN], value[SELECTOR], value[KEY_FILE]);
	hunt_add(hunt, value[DOMAIN], value[SELECTOR_ED25519],
	    value[KEY_FILE_ED25519]);
}

void
hunt_table(struct key_hunt *hunt, struct slice text, const char *path)
{
	struct slice line, name, what, domain, selector;

	while (slice_next(&text, '\n', &line)) {
		if (!host_text_word(&line, &name) || name.ptr[0] == '#' ||
		    !host_text_word(&line, &what))
			continue;
		if (path != NULL)
			hunt_add(hunt, name, what, slice_of(path));
		else if (slice_next(&what, ':', &domain) &&
		    slice_next(&what, ':', &selector))
			hunt_add(hunt, domain, selector, what);
	}
}

/* --- Exim ------------------------------------------------------------------------- */

/* Selectors may be a list: "s1 : s2". */
static void
add_exim(struct key_hunt *hunt, struct slice domain, struct slice selectors,
    struct slice path)
{
	struct slice selector;

	/* An expansion makes it the domain of whoever sends. */
	if (domain.len > 0 && domain.ptr[0] == '$')
		domain = slice_of(hunt->domain);
	while (slice_next(&selectors, ':', &selector))
		hunt_add(hunt, domain, selector, path);
}

void
hunt_exim(struct key_hunt *hunt, struct slice text)
{
	add_exim(hunt, host_text_setting(text, "DKIM_DOMAIN"),
	    host_text_setting(text, "DKIM_SELECTOR"),
	    host_text_setting(text, "DKIM_PRIVATE_KEY"));
	add_exim(hunt, host_text_setting(text, "dkim_domain"),
	    host_text_setting(text, "dkim_selector"),
	    host_text_setting(text, "dkim_private_key"));
}

/* --- OpenSMTPD -------------------------------------------------------------------- */

/* The arguments of one filter-dkimsign; several domains may share a key. */
static void
add_filter(struct key_hunt *hunt, struct slice rest)
{
	struct slice word, selector = {.ptr = ""}, path = {.ptr = ""};
	struct slice again = rest;

	while (host_text_word(&rest, &word)) {
		word = slice_trim(word, "\"");
		if (slice_is(word, "-s"))
			(void)host_text_word(&rest, &selector);
		else if (slice_is(word, "-k"))
			(void)host_text_word(&rest, &path);
	}
	while (host_text_word(&again, &word))
		if (slice_is(slice_trim(word, "\""), "-d") &&
		    host_text_word(&again, &word))
			hunt_add(hunt, word, selector, path);
}

void
hunt_opensmtpd(struct key_hunt *hunt, struct slice text)
{
	static const char filter[] = "filter-dkimsign";
	struct slice line;

	while (slice_next(&text, '\n', &line)) {
		struct slice start = slice_trim(line, " \t\r");
		const char *at;

		if (start.len == 0 || start.ptr[0] == '#')
			continue;
		at = memmem(start.ptr, start.len, filter, strlen(filter));
		if (at == NULL)
			continue;
		start.len -= (size_t)(at - start.ptr);
		start.ptr = at;
		add_filter(hunt, start);
	}
}

/* --- amavisd ------------------------------------------------------------------------ */

void
hunt_amavisd(struct key_hunt *hunt, struct slice text)
{
	static const char call[] = "dkim_key(";
	struct slice line, domain, selector, path;

	while (slice_next(&text, '\n', &line)) {
		line = slice_trim(line, " \t\r");
		if (!slice_starts_nocase(line, call))
			continue;
		line.ptr += strlen(call);
		line.len -= strlen(call);
		if (slice_next(&line, ',', &domain) &&
		    slice_next(&line, ',', &selector) &&
		    slice_next(&line, ',', &path))
			hunt_add(hunt, domain, selector,
			    slice_trim(path, " \t;)"));
	}
}
