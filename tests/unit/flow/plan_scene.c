#include "tests/unit/flow/plan_scene.h"

#include <stdio.h>
#include <string.h>

static void
nothing_changed(void *arg)
{
	(void)arg;
}

static void
add_sender(
    struct plan_scene *scene, const char *term, int64_t seen, int64_t mark)
{
	struct sender *s = &scene->d.sender[scene->d.senders++];
	const char *colon = strchr(term, ':');

	(void)snprintf(s->term, sizeof(s->term), "%s", term);
	s->seen = seen;
	s->mark = mark;
	if (colon == NULL || !ip_parse(slice_of(colon + 1), &s->ip))
		s->ip.family = 0;
	else if (mark == SENDER_OURS)
		scene->sender[scene->options.params.senders++] = s->ip;
}

static void
decide(struct plan_scene *scene, const struct plan_row *row)
{
	struct decisions *d = &scene->d;

	(void)snprintf(d->domain, sizeof(d->domain), "example.jp");
	for (size_t i = 0; i < LIST_MAX && row->ours[i] != NULL; i++)
		add_sender(scene, row->ours[i], SEEN_USER, SENDER_OURS);
	for (size_t i = 0; i < LIST_MAX && row->gone[i] != NULL; i++)
		add_sender(scene, row->gone[i], SEEN_SPF, SENDER_NOT_OURS);
	if (row->host != NULL)
		add_sender(scene, row->host, SEEN_HOST, SENDER_OURS);
	if (row->key) {
		(void)snprintf(d->selector, sizeof(d->selector), "k1");
		(void)snprintf(d->key_path, sizeof(d->key_path), "/k1.key");
		(void)snprintf(d->key_public, sizeof(d->key_public), "%s",
		    stage_public_key);
	}
	d->dmarc = row->policy;
	d->dmarc_over = row->over;
	if (row->rua != NULL)
		(void)snprintf(d->rua, sizeof(d->rua), "%s", row->rua);
	if (row->all != NULL)
		(void)snprintf(d->spf_all, sizeof(d->spf_all), "%s", row->all);
}

void
plan_scene_make(struct plan_scene *scene, const struct plan_row *row)
{
	static const char *const own[] = {"k1"};
	const struct services *services;

	memset(scene, 0, sizeof(*scene));
	scene->stage = stage_new();
	services = stage_services(scene->stage);
	stage_world(scene->stage, row->records);
	if (row->silent != NULL)
		stage_fail(scene->stage, NULL, row->silent, DNS_SERVFAIL);
	decide(scene, row);
	scene->options.params.domain = "example.jp";
	scene->options.params.authority = true;
	scene->options.params.own_selector = own;
	scene->options.params.own_selectors = row->key;
	scene->options.params.sender = scene->sender;
	scene->options.params.helo = row->helo;
	scene->examine = examine_new(
	    services, &scene->options, nothing_changed, NULL);
	stage_run(scene->stage);
	assert_true(examine_done(scene->examine));
	plan_make(&scene->arena, examine_facts(scene->examine), &scene->d,
	    services->templates, &scene->plan);
}

void
plan_scene_close(struct plan_scene *scene)
{
	examine_free(scene->examine);
	arena_release(&scene->arena);
	stage_free(scene->stage);
}

static const struct change *
find_change(const struct plan *plan, enum change_topic topic)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->change[i].topic == (int64_t)topic)
			return &plan->change[i];
	return NULL;
}

const struct change *
plan_must_find(const struct plan *plan, enum change_topic topic)
{
	static const struct change none = {.op = NOTHING};
	const struct change *change = find_change(plan, topic);

	if (change == NULL)
		fail_msg("nothing is proposed");
	return change == NULL ? &none : change;
}

bool
plan_has(const struct plan *plan, enum change_topic topic)
{
	return find_change(plan, topic) != NULL;
}

static void
expect_row(const struct plan_row *row)
{
	struct plan_scene scene;
	const struct change *change;

	plan_scene_make(&scene, row);
	change = find_change(&scene.plan, row->topic);
	if (row->op == NOTHING) {
		if (change != NULL)
			fail_msg("%s proposes %s", row->records, change->value);
	} else if (change == NULL) {
		fail_msg("%s proposes nothing", row->records);
	} else {
		assert_string_equal(change->value, row->value);
		if (change->op != row->op)
			fail_msg("%s: op %d", row->value, (int)change->op);
	}
	plan_scene_close(&scene);
}

void
plan_expect(const struct plan_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect_row(&rows[i]);
}
