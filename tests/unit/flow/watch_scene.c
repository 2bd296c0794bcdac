#include "tests/unit/flow/watch_scene.h"

#include <string.h>

#include "wizard/record/zonefile.h"

const char *const scene_name[SCENE_TOPICS] = {
    [TOPIC_DKIM] = "s1._domainkey.example.jp",
    [TOPIC_DMARC] = "_dmarc.example.jp",
    [TOPIC_HELO] = "mail.example.jp",
    [TOPIC_SPF] = "example.jp",
};

const char *const scene_value[SCENE_TOPICS] = {
    [TOPIC_DKIM] = stage_key_record,
    [TOPIC_DMARC] = "v=DMARC1; p=none; rua=mailto:dmarc@example.jp",
    [TOPIC_HELO] = "v=spf1 a -all",
    [TOPIC_SPF] = "v=spf1 mx include:_spf.google.com ~all",
};

static void
changed(void *arg)
{
	(void)arg;
}

void
scene_begin_with(struct scene *scene, enum change_topic topic,
    enum dns_type type, const char *name, const char *value)
{
	memset(scene, 0, sizeof(*scene));
	scene->stage = stage_new();
	scene->change = (struct change) {
	    .topic = topic, .op = CHANGE_ADD, .type = type};
	(void)strcpy(scene->change.name, name);
	(void)strcpy(scene->change.value, value);
	stage_world(scene->stage, "");
}

void
scene_begin(struct scene *scene, enum change_topic topic)
{
	scene_begin_with(scene, topic, DNS_TXT, scene_name[topic],
	    scene_value[topic]);
}

void
scene_look(struct scene *scene, int64_t ms)
{
	if (scene->watch == NULL)
		scene->watch = watch_new(stage_services(scene->stage),
		    &scene->change, 1, changed, NULL);
	stage_run_for(scene->stage, ms);
	scene->remarks = watch_remarks(&scene->arena, scene->watch,
	    &scene->change, 1, scene->remark);
}

void
scene_end(struct scene *scene)
{
	watch_free(scene->watch);
	stage_free(scene->stage);
	arena_release(&scene->arena);
}

void
scene_says(const struct scene *scene, const char *words)
{
	const char *said =
	    scene->remarks > 0 ? scene->remark[0].text : "(nothing)";

	if (scene->remarks == 0 || !scene->remark[0].problem ||
	    strstr(said, words) == NULL)
		fail_msg("\"%s\" instead of \"%s\"", said, words);
}

const char *
scene_record(struct arena *arena, const char *owner, const char *value)
{
	/* An at sign alone is the origin, RFC 1035 section 5.1. */
	return arena_printf(arena, "%s%s. TXT %s\n",
	    owner[0] == '@' ? "\\" : "", owner,
	    zonefile_quote_txt(arena, slice_of(value)));
}
