/*
 * Records that were damaged on their way into the DNS: by every mistake that is
 * known, at every name that people mistake for the right one, and by following
 * what is right for another panel. Each is named in the first round.
 */
#include "tests/unit/flow/watch_scene.h"

#include <string.h>

#include "wizard/flow/panels.h"

/* --- What happens to a value ------------------------------------------------- */

#define ABOUT(topic) (1U << (topic))
#define TAGS         (ABOUT(TOPIC_DKIM) | ABOUT(TOPIC_DMARC))
#define SPF          (ABOUT(TOPIC_SPF) | ABOUT(TOPIC_HELO))
#define KEY          ABOUT(TOPIC_DKIM)
#define ANY          (TAGS | SPF)

/* Text put around and in the middle; every "from" made "to"; the end cut off. */
static const struct mistake {
	const char *before, *middle, *behind;
	const char *from, *to;
	unsigned keep; /* octets per hundred; 0: all */
	unsigned topics;
	const char *words; /* of what has to be said */
} mistakes[] = {
    {.before = "\"", .behind = "\"", .topics = ANY, .words = "quot"},
    {.before = "'", .behind = "'", .topics = ANY, .words = "quot"},
    {.middle = "\" \"", .topics = ANY, .words = "quot"},
    {.before = "\u201c", .behind = "\u201d", .topics = ANY,
	.words = "not ASCII"},
    {.before = "\ufeff", .topics = ANY, .words = "not ASCII"},
    {.from = " ", .to = "\u00a0", .topics = ANY, .words = "not ASCII"},
    {.from = "=", .to = "\uff1d", .topics = ANY, .words = "not ASCII"},
    {.from = ";", .to = "\\;", .topics = TAGS,
	.words = "escaped semicolons"},
    {.middle = " ", .topics = ANY, .words = "space"},
    {.middle = "\r\n", .topics = ANY, .words = "space"},
    {.before = " ", .topics = SPF | ABOUT(TOPIC_DMARC), .words = "blank"},
    {.from = " ", .to = "", .topics = SPF, .words = "space"},
    {.from = "v=DMARC1", .to = "v=DMARC 1", .topics = ABOUT(TOPIC_DMARC),
	.words = "space"},
    {.keep = 50, .topics = ANY, .words = "cut at"},
    {.before = "x IN TXT ( \"", .behind = "\" )", .topics = ANY,
	.words = "zone file"},
    {.from = "p=", .to = "p=-----BEGIN PUBLIC KEY-----", .topics = KEY,
	.words = "the lines around the key"},
    {.before = "&quot;", .behind = "&quot;", .topics = ANY,
	.words = "before or behind"},
    {.from = "v=DMARC1", .to = "v=dmarc1", .topics = ABOUT(TOPIC_DMARC),
	.words = "small and large letters"},
    {.from = "; p=", .to = " p=", .topics = KEY, .words = "before or behind"},
    {.from = "; p=", .to = " p=", .topics = ABOUT(TOPIC_DMARC),
	.words = "different"},
    {.from = ";", .to = ",", .topics = KEY, .words = "before or behind"},
    {.from = ";", .to = ",", .topics = ABOUT(TOPIC_DMARC),
	.words = "different"},
    {.from = "none", .to = "nothing", .topics = ABOUT(TOPIC_DMARC),
	.words = "different"},
    {.from = "v=spf1", .to = "v=spf2.0", .topics = SPF, .words = "different"},
    {.from = "v=spf1", .to = "v=spf", .topics = SPF, .words = "different"},
    {.from = "v=spf1", .to = "v=spf1;", .topics = SPF, .words = "different"},
    {.from = ":", .to = ": ",
	.topics = ABOUT(TOPIC_SPF) | ABOUT(TOPIC_DMARC), .words = "space"},
};

/* Names at which such a record is found now and then; the first is the right one. */
static const char *const owners[][SCENE_TOPICS] = {
    {"s1._domainkey.example.jp", "_dmarc.example.jp", "mail.example.jp",
	"example.jp"},
    {"s1._domainkey.example.jp.example.jp", "_dmarc.example.jp.example.jp",
	"mail.example.jp.example.jp", "example.jp.example.jp"},
    {"s1.domainkey.example.jp", "dmarc.example.jp", NULL, "@.example.jp"},
};

static const char *
add_all(struct arena *arena, const char *text, const char *from, const char *to)
{
	const char *at, *done = "";

	while ((at = strstr(text, from)) != NULL) {
		done = arena_printf(
		    arena, "%s%.*s%s", done, (int)(at - text), text, to);
		text = at + strlen(from);
	}
	return arena_printf(arena, "%s%s", done, text);
}

static const char *
or_nothing(const char *text)
{
	return text != NULL ? text : "";
}

static const char *
damage(struct arena *arena, const struct mistake *m, const char *value)
{
	int len, half;

	if (m->from != NULL)
		value = add_all(arena, value, m->from, m->to);
	len = (int)strlen(value);
	if (m->keep > 0)
		len = len * (int)m->keep / 100;
	/* Not where a blank is already. */
	half = len * 3 / 5;
	while (value[half] == ' ' || value[half - 1] == ' ')
		half++;
	return arena_printf(arena, "%s%.*s%s%.*s%s", or_nothing(m->before),
	    half, value, or_nothing(m->middle), len - half, value + half,
	    or_nothing(m->behind));
}

static size_t
check_mistake(const struct mistake *m, enum change_topic topic,
    const char *owner, bool right)
{
	struct scene scene;

	if (owner == NULL || (m->topics & ABOUT(topic)) == 0)
		return 0;
	scene_begin(&scene, topic);
	stage_publish(scene.stage, NULL,
	    scene_record(&scene.arena, owner,
		damage(&scene.arena, m, scene_value[topic])));
	scene_look(&scene, SCENE_ROUND);
	scene_says(&scene, right ? m->words : owner);
	assert_int_equal(scene.change.at_authority, 0);
	scene_end(&scene);
	return 1;
}

static void
names_every_damage_at_every_name(void **state)
{
	size_t named = 0;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(mistakes); i++)
		for (size_t n = 0; n < COUNT_OF(owners); n++)
			for (size_t t = 0; t < SCENE_TOPICS; t++)
				named += check_mistake(&mistakes[i],
				    (enum change_topic)t, owners[n][t],
				    n == 0);
	assert_in_range(named, 150, SIZE_MAX);
}

/* --- What is right for one panel, at another one --------------------------- */

/*
 * What a panel makes of what is typed: it puts the zone behind a name that does
 * not end in a point, and takes a value as it stands, up to a length.
 */
struct form {
	enum panel_name apex, host;
	enum panel_value value;
	size_t max; /* octets of a value; 0: any */
};

static const char *
name_in_panel(struct arena *arena, enum panel_name form, const char *typed)
{
	size_t len = strlen(typed);

	if (len > 1 && typed[len - 1] == '.')
		return arena_copy_slice(arena, (struct slice) {typed, len - 1});
	if (form == PANEL_NAME_FULL)
		return arena_copy(arena, typed);
	if (len == 0 || (form == PANEL_NAME_AT && strcmp(typed, "@") == 0) ||
	    strcmp(typed, ".") == 0)
		return SCENE_ZONE;
	return arena_printf(arena, "%s." SCENE_ZONE, typed);
}

static const char *
value_in_panel(struct arena *arena, const struct form *form, const char *typed)
{
	struct slice value = slice_of(typed);

	if (form->value == PANEL_VALUE_PLAIN) {
		if (form->max > 0 && value.len > form->max)
			value.len = form->max;
		return arena_copy_slice(arena, value);
	}
	return NULL; /* it reads quoted strings, as they are meant */
}

struct damaged {
	const char *owner, *value; /* what is in the DNS in the end */
	const char *words; /* of what has to be said; NULL: nothing is wrong */
};

/* The user follows what is right for one panel, at another one. */
static struct damaged
publish_by(struct arena *arena, enum change_topic topic,
    const struct form *followed, const struct form *panel)
{
	struct panel_template t = {.apex = followed->apex,
	    .host = followed->host, .value = followed->value};
	enum panel_name form = topic == TOPIC_SPF ? panel->apex : panel->host;
	struct damaged d = {.owner = name_in_panel(arena, form,
				panel_host(arena, &t, scene_name[topic], SCENE_ZONE))};

	d.value = value_in_panel(arena, panel,
	    panel_value(arena, &t, slice_of(scene_value[topic])));
	if (d.value == NULL)
		d.value = scene_value[topic];
	if (strcmp(d.owner, scene_name[topic]) != 0)
		d.words = d.owner;
	else if (panel->value != PANEL_VALUE_PLAIN ||
	    strcmp(d.value, scene_value[topic]) == 0)
		d.words = NULL;
	else
		d.words = strlen(d.value) == panel->max ? "cut at" : "quot";
	return d;
}

/* What ends in another zone is nothing that this one could show. */
static bool
is_to_be_named(const struct damaged *d)
{
	return d->words != NULL && dname_is_within(d->owner, SCENE_ZONE);
}

static size_t
check_damage(enum change_topic topic, const struct form *followed,
    const struct form *panel)
{
	struct scene wait;
	struct damaged d;
	bool wanted;

	scene_begin(&wait, topic);
	d = publish_by(&wait.arena, topic, followed, panel);
	wanted = is_to_be_named(&d);
	if (wanted) {
		stage_publish(wait.stage, NULL,
		    scene_record(&wait.arena, d.owner, d.value));
		scene_look(&wait, SCENE_ROUND);
		scene_says(&wait, d.words);
		assert_int_equal(wait.change.at_authority, 0);
	}
	scene_end(&wait);
	return wanted;
}

/* Form i of all that there are. */
static struct form
form_of(size_t i)
{
	static const enum panel_name apexes[] = {
	    PANEL_NAME_AT, PANEL_NAME_EMPTY, PANEL_NAME_FINAL};
	static const enum panel_name hosts[] = {
	    PANEL_NAME_RELATIVE, PANEL_NAME_FULL, PANEL_NAME_FINAL};
	static const enum panel_value quoting[] = {
	    PANEL_VALUE_PLAIN, PANEL_VALUE_QUOTED, PANEL_VALUE_SPLIT};
	static const size_t limits[] = {0, 200};

	return (struct form) {apexes[i % 3], hosts[i / 3 % 3],
	    quoting[i / 9 % 3], limits[i / 27 % 2]};
}
#define FORMS 54

static void
names_what_goes_wrong_in_every_panel(void **state)
{
	size_t named = 0;

	(void)state;
	for (size_t i = 0; i < FORMS / 2; i++) {
		for (size_t j = 0; j < FORMS; j++) {
			struct form followed = form_of(i), panel = form_of(j);

			for (size_t t = 0; t < SCENE_TOPICS; t++)
				named += check_damage((enum change_topic)t,
				    &followed, &panel);
		}
	}
	assert_in_range(named, 500, SIZE_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_every_damage_at_every_name),
	    cmocka_unit_test(names_what_goes_wrong_in_every_panel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
