#include "wizard/flow/ignore.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/finding.h"

static const struct check *
find_check(struct slice id)
{
	for (size_t i = 0; i < check_catalogue_count; i++) {
		const struct check *check = &check_catalogue[i];

		if (strlen(check->id) == id.len &&
		    strncasecmp(check->id, id.ptr, id.len) == 0)
			return check;
	}
	return NULL;
}

static enum err_code
no_such_check(struct slice id, struct err *err)
{
	struct arena arena = ARENA_INIT;
	enum err_code code = err_set(err, ERR_SYNTAX,
	    _("there is no check %s; inkan explain lists them all"),
	    text_safe(&arena, id));

	arena_release(&arena);
	return code;
}

enum err_code
ignore_parse(
    const char *text, struct ignored_check *ret, struct err *err)
{
	const struct slice id = {text, strcspn(text, "=")};
	const struct check *check = find_check(id);
	const char *reason = text[id.len] == '=' ? text + id.len + 1 : "";

	if (check == NULL)
		return no_such_check(id, err);
	*ret = (struct ignored_check) {.id = ""};
	(void)snprintf(ret->id, sizeof(ret->id), "%s", check->id);
	(void)snprintf(ret->reason, sizeof(ret->reason), "%s", reason);
	return ERR_OK;
}

static struct ignored_check *
find(struct decisions *d, const char *id)
{
	for (size_t i = 0; i < d->ignoreds; i++)
		if (strcasecmp(d->ignored[i].id, id) == 0)
			return &d->ignored[i];
	return NULL;
}

enum err_code
ignore_add(struct decisions *d, const struct ignored_check *ignored,
    struct err *err)
{
	struct ignored_check *place = find(d, ignored->id);

	if (place == NULL && d->ignoreds == IGNORED_MAX)
		return err_set(err, ERR_LIMIT,
		    _("%d checks are ignored for %s already; more would hide "
		      "what is wrong with it"),
		    IGNORED_MAX, d->domain);
	if (place == NULL)
		place = &d->ignored[d->ignoreds++];
	*place = *ignored;
	return ERR_OK;
}

bool
ignore_drop(struct decisions *d, const char *id)
{
	struct ignored_check *place = find(d, id);
	size_t left;

	if (place == NULL)
		return false;
	left = (size_t)(d->ignored + d->ignoreds - (place + 1));
	memmove(place, place + 1, left * sizeof(*place));
	d->ignored[--d->ignoreds] = (struct ignored_check) {.id = ""};
	return true;
}
