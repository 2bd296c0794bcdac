#include "wizard/cli/json_senders.h"

#include "wizard/cli/json.h"
#include "wizard/flow/needs.h"
#include "wizard/flow/sender_who.h"

static void
set(json_t *o, const char *key, json_t *value)
{
	(void)json_object_set_new(o, key, value);
}

static json_t *
text_or_null(const char *text)
{
	return json_name(text[0] != '\0' ? text : NULL);
}

/* The words of a text, none of which needs more than a blank between. */
static json_t *
json_words(const char *text)
{
	json_t *array = json_array();
	struct slice rest = slice_of(text), word;

	while (slice_next(&rest, ' ', &word))
		if (word.len > 0)
			(void)json_array_append_new(array, json_text(word));
	return array;
}

static json_t *
json_seen(const struct sender *s)
{
	json_t *array = json_array();

	for (size_t i = 0; i < sender_place_count; i++)
		if ((s->seen & sender_place_table[i].bit) != 0)
			(void)json_array_append_new(
			    array, json_string(sender_place_table[i].id));
	return array;
}

static json_t *
json_covers(const struct sender_who *who)
{
	json_t *array = json_array();

	for (size_t i = 0; i < who->covered; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&who->covers[i]->ip, ip);
		(void)json_array_append_new(array, json_string(ip));
	}
	return array;
}

static json_t *
json_need(const struct need *need)
{
	static const char *const kinds[] = {
	    [NEED_DKIM] = "dkim",
	    [NEED_ENVELOPE] = "envelope",
	};
	static const char *const states[] = {
	    [NEED_UNKNOWN] = "unknown",
	    [NEED_MISSING] = "missing",
	    [NEED_THERE] = "there",
	};
	json_t *o = json_object();

	set(o, "kind", json_string(kinds[need->kind]));
	set(o, "type", json_name(need->type));
	set(o, "name", json_name(need->name));
	set(o, "value", json_name(need->value));
	set(o, "state", json_string(states[need->state]));
	return o;
}

static json_t *
json_needs(struct arena *arena, const struct senders_scene *scene,
    const struct sender_template *service)
{
	json_t *array = json_array();
	struct needs needs = {.count = 0};

	if (service != NULL)
		needs_add(
		    arena, scene->domain, scene->facts, service, &needs);
	for (size_t i = 0; i < needs.count; i++)
		(void)json_array_append_new(array, json_need(&needs.need[i]));
	return array;
}

static json_t *
json_sender(struct arena *arena, const struct senders_scene *scene,
    const struct sender *s)
{
	json_t *o = json_object();
	struct sender_who who;

	sender_who(arena, scene->facts, scene->templates, s, &who);
	set(o, "term", json_name(s->term));
	set(o, "service",
	    json_name(who.service == NULL ? NULL : who.service->id));
	set(o, "mark",
	    json_string(sender_mark_word((enum sender_mark)s->mark)));
	set(o, "seen", json_seen(s));
	set(o, "messages", json_integer(s->reported));
	set(o, "ptr", json_name(who.name));
	set(o, "confirmed", json_boolean(who.confirmed));
	set(o, "spf", json_name(who.spf));
	set(o, "through", json_name(who.through));
	set(o, "inside", json_name(who.inside));
	set(o, "covers", json_covers(&who));
	set(o, "align",
	    json_words(who.service == NULL ? "" : who.service->align));
	set(o, "needs", json_needs(arena, scene, who.service));
	return o;
}

json_t *
json_senders(const struct senders_scene *scene, const struct sender *sender,
    size_t count)
{
	json_t *o = json_object(), *array = json_array();
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(
		    array, json_sender(&arena, scene, &sender[i]));
	set(o, "version", json_integer(1));
	set(o, "domain", json_name(scene->domain));
	set(o, "senders", array);
	arena_release(&arena);
	return o;
}

json_t *
json_service(const struct sender_template *s)
{
	json_t *o = json_object();

	set(o, "id", json_name(s->id));
	set(o, "name", json_name(s->name));
	set(o, "region", json_name(s->region));
	set(o, "spf", text_or_null(s->spf));
	set(o, "dkim", json_words(s->dkim));
	set(o, "target", text_or_null(s->target));
	set(o, "bounce", text_or_null(s->bounce));
	set(o, "align", json_words(s->align));
	set(o, "note", text_or_null(s->note));
	return o;
}
