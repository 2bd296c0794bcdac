/* inkan dkim show: our keys beside what the DNS has. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/check/finding.h"
#include "wizard/cli/dkim.h"

enum state {
	STATE_SAME,
	STATE_NONE,
	STATE_GONE,    /* not there, as it should be */
	STATE_DIFFERS,
	STATE_SEVERAL,
	STATE_UNKNOWN,
};

static const struct {
	const char *word;
	enum severity severity;
} states[] = {
    [STATE_SAME] = {"same", SEVERITY_OK},
    [STATE_NONE] = {"none", SEVERITY_WARNING},
    [STATE_GONE] = {"revoked", SEVERITY_OK},
    [STATE_DIFFERS] = {"differs", SEVERITY_ERROR},
    [STATE_SEVERAL] = {"several", SEVERITY_ERROR},
    [STATE_UNKNOWN] = {"unknown", SEVERITY_UNKNOWN},
};

struct comparison {
	struct own_view key;
	enum state state;
	struct difference difference;
	struct slice value; /* in the DNS; len 0: none */
	const char *message;
};

/* --- Comparing ------------------------------------------------------------------ */

static struct slice
first_key(const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (dkim_is_record(answer->rr[i].text))
			return answer->rr[i].text;
	return answer->count > 0 ? answer->rr[0].text
				 : (struct slice) {.ptr = ""};
}

static void
compare_revoked(struct comparison *c)
{
	if (c->difference.damage == DAMAGE_REVOKED) {
		c->state = STATE_GONE;
		c->message = _("revoked, as it should be");
	} else {
		c->message =
		    _("still published; empty its p=, or delete it");
	}
}

static void
compare_found(struct dkim_work *work, struct comparison *c,
    const struct selector_facts *s)
{
	struct err err = ERR_INIT;
	char wanted[VALUE_MAX] = "";

	(void)!own_record(work->services->templates, work->d->domain, &c->key,
	    wanted, sizeof(wanted), &err);
	c->difference = dkim_compare(&work->arena, wanted, c->value);
	c->state = STATE_DIFFERS;
	c->message = c->difference.message;
	if (s->records > 1) {
		c->state = STATE_SEVERAL;
		c->message = _("several records are there; which one receivers "
			       "take is chance: delete the others");
	} else if (c->difference.damage == DAMAGE_NONE) {
		c->state = STATE_SAME;
		c->message = _("the key in DNS is the key on disk");
	} else if (c->key.role == OWN_REVOKED) {
		compare_revoked(c);
	}
}

/* The wanted record of a key that is revoked says so by an empty p=. */
static void
compare_missing(const struct dkim_look *look, struct comparison *c)
{
	const struct dkim_stray *stray =
	    dkim_look_stray(look, c->key.selector);

	if (c->key.role == OWN_REVOKED || c->key.role == OWN_OLD) {
		c->state = STATE_GONE;
		c->message = _("not published any more, as it should be");
		return;
	}
	c->state = STATE_NONE;
	c->message = _("not published yet");
	if (stray == NULL)
		return;
	c->state = STATE_DIFFERS;
	c->message = stray->message;
	c->value = stray->text;
}

static struct comparison
compare(struct dkim_work *work, const struct dkim_look *look,
    const struct own_view *key)
{
	const struct facts *facts = dkim_look_facts(look);
	const struct selector_facts *s = dkim_look_at(facts, key->selector);
	struct comparison c = {.key = *key, .value = {.ptr = ""}};

	if (s == NULL || !dns_is_answered(s->answer->status)) {
		c.state = STATE_UNKNOWN;
		c.message = arena_printf(&work->arena,
		    _("could not be found out (%s)"),
		    dns_status_word(
			s == NULL ? DNS_PENDING : s->answer->status));
	} else if (dkim_is_there(facts, s)) {
		c.value = first_key(s->answer);
		compare_found(work, &c, s);
	} else {
		compare_missing(look, &c);
	}
	return c;
}

/* --- Telling ---------------------------------------------------------------------- */

static json_t *
json_comparison(struct dkim_work *work, const struct comparison *c)
{
	json_t *o = dkim_json_key(work, &c->key), *dns = json_object();
	bool damaged = c->state == STATE_DIFFERS &&
	    c->difference.damage != DAMAGE_NONE;

	(void)json_object_set_new(
	    dns, "state", json_string(states[c->state].word));
	(void)json_object_set_new(dns, "damage",
	    damaged ? json_string(damage_word(c->difference.damage))
		    : json_null());
	(void)json_object_set_new(dns, "message", json_name(c->message));
	(void)json_object_set_new(dns, "value",
	    c->value.len > 0 ? json_text(c->value) : json_null());
	(void)json_object_set_new(o, "dns", dns);
	return o;
}

static const char *
word_of(enum severity severity)
{
	static const char *const words[] = {
	    [SEVERITY_OK] = N_("ok"),
	    [SEVERITY_INFO] = N_("note"),
	    [SEVERITY_WARNING] = N_("warning"),
	    [SEVERITY_ERROR] = N_("problem"),
	    [SEVERITY_UNKNOWN] = N_("unknown"),
	};

	return _(words[severity]);
}

static void
print_comparison(struct dkim_work *work, const struct comparison *c)
{
	printf("%-8s %-16s %-9s %s\n", word_of(states[c->state].severity),
	    c->key.selector, dkim_kind(&work->arena, c->key.type, c->key.bits),
	    c->message);
	printf("         %s\n",
	    text_safe(&work->arena, slice_of(c->key.path)));
	if (c->state != STATE_DIFFERS)
		return;
	printf(_("         in DNS  %s\n"), text_safe(&work->arena, c->value));
}

/* --- The others --------------------------------------------------------------------- */

static bool
is_other(const struct facts *facts, const struct selector_facts *s)
{
	return s->origin != ORIGIN_OURS && s->record != NULL && dkim_is_there(facts, s);
}

static json_t *
json_other(const struct selector_facts *s)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "selector", json_name(s->name));
	(void)json_object_set_new(o, "type",
	    json_string(s->record->type == DKIM_KEY_OTHER
		    ? "other"
		    : own_type_word(s->record->type)));
	(void)json_object_set_new(o, "bits", json_integer(s->record->bits));
	(void)json_object_set_new(o, "record", json_text(first_key(s->answer)));
	(void)json_object_set_new(o, "cname", json_name(s->cname));
	(void)json_object_set_new(
	    o, "usable", json_boolean(dkim_is_usable(s->record)));
	return o;
}

static void
print_other(struct dkim_work *work, const struct selector_facts *s)
{
	const char *what = dkim_is_usable(s->record)
	    ? _("a key of somebody else's; or of a signer that inkan does not "
		"know")
	    : _("receivers cannot use this key");

	printf("%-8s %-16s %-9s %s%s%s\n", _("note"),
	    text_safe(&work->arena, slice_of(s->name)),
	    dkim_kind(&work->arena, s->record->type, s->record->bits), what,
	    s->cname != NULL ? ", CNAME " : "",
	    s->cname != NULL ? text_safe(&work->arena, slice_of(s->cname))
			     : "");
}

/* --------------------------------------------------------------------------------------- */

static int
exit_code(const struct comparison *c, size_t count)
{
	/* In the order in which they weigh. */
	static const struct {
		enum severity severity;
		int code;
	} codes[] = {
	    {SEVERITY_ERROR, EXIT_ERRORS},
	    {SEVERITY_UNKNOWN, EXIT_UNKNOWN},
	    {SEVERITY_WARNING, EXIT_WARNINGS},
	};

	for (size_t i = 0; i < COUNT_OF(codes); i++)
		for (size_t j = 0; j < count; j++)
			if (states[c[j].state].severity == codes[i].severity)
				return codes[i].code;
	return EXIT_RIGHT;
}

static void
tell_json(struct dkim_work *work, const struct comparison *c, size_t count,
    const struct facts *facts)
{
	json_t *o = dkim_json(work), *keys = json_array();
	json_t *others = json_array();

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(keys, json_comparison(work, &c[i]));
	for (size_t i = 0; i < facts->selectors; i++)
		if (is_other(facts, &facts->selector[i]))
			(void)json_array_append_new(
			    others, json_other(&facts->selector[i]));
	(void)json_object_set_new(o, "keys", keys);
	(void)json_object_set_new(o, "others", others);
	json_print(o);
}

static void
tell_text(struct dkim_work *work, const struct comparison *c, size_t count,
    const struct facts *facts)
{
	printf("%s\n", work->d->domain);
	for (size_t i = 0; i < count; i++)
		print_comparison(work, &c[i]);
	for (size_t i = 0; i < facts->selectors; i++)
		if (is_other(facts, &facts->selector[i]))
			print_other(work, &facts->selector[i]);
	if (count == 0)
		printf(_("There is no key of ours. Make one: inkan dkim new "
			 "%s\n"),
		    work->d->domain);
}

int
dkim_show(struct cli *cli)
{
	struct comparison c[OWN_MAX];
	struct own_view key[OWN_MAX];
	const char *selector[OWN_MAX];
	struct dkim_work work;
	struct dkim_look *look;
	size_t count;
	int code = dkim_begin(cli, false, &work);

	if (code != EXIT_RIGHT)
		return code;
	count = own_keys(work.d, key);
	for (size_t i = 0; i < count; i++)
		selector[i] = key[i].selector;
	look = dkim_examine(&work, selector, count, true);
	for (size_t i = 0; i < count; i++)
		c[i] = compare(&work, look, &key[i]);
	if (cli->options->json)
		tell_json(&work, c, count, dkim_look_facts(look));
	else
		tell_text(&work, c, count, dkim_look_facts(look));
	dkim_look_free(look);
	dkim_end(&work);
	return exit_code(c, count);
}
