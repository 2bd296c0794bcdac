/* inkan dkim rotate: a new key in place of the old one, in four stages. */
#include "wizard/flow/dkim_rotate.h"

#include <stdio.h>

#include "wizard/base/i18n.h"
#include "wizard/cli/dkim_make.h"
#include "wizard/flow/watch.h"
#include "wizard/flow/when.h"

struct rotating {
	struct dkim_making making;
	struct change change[KEYS_MAX]; /* of keys that are to come */
	size_t changes;
	struct rotation rotation;
	struct stages plan; /* at is an enum rotate_stage */
	bool revoked; /* just now */
	int64_t now;
};

/* --- Where it stands --------------------------------------------------------- */

static void
nothing(void *arg)
{
	(void)arg;
}

/* There is nothing more to be seen at once. */
static bool
is_over(const struct watch *watch)
{
	return watch_done(watch) ||
	    (watch_idle(watch) && watch_next(watch) > 0 &&
		!watch_is_confirming(watch));
}

/*
 * One round, or two when the zone's servers agree; then the resolvers. For a
 * user who sees nothing happen the pause between the two has to be explained.
 */
static bool
is_visible(struct rotating *r)
{
	struct cli *cli = r->making.work.cli;
	struct watch *watch = watch_new(
	    cli->services, r->change, r->changes, nothing, NULL);
	bool visible, said = false;

	while (!is_over(watch) && cli->turn(cli->loop)) {
		if (said || !watch_idle(watch) || !watch_is_confirming(watch))
			continue;
		(void)fprintf(stderr, "inkan: %s\n",
		    _("every name server has the new keys; they are asked "
		      "once more in some seconds, to be sure"));
		said = true;
	}
	visible = watch_done(watch);
	watch_free(watch);
	return visible;
}

static int
find_stage(struct rotating *r)
{
	struct dkim_work *work = &r->making.work;
	int code = EXIT_RIGHT;

	r->now = work->services->clock.now(work->services->clock.self);
	r->changes =
	    rotate_changes(work->d, work->services->templates, r->change);
	r->rotation = (struct rotation) {
	    .d = work->d,
	    .templates = work->services->templates,
	    .visible = r->changes > 0 && is_visible(r),
	};
	if (rotate_note(work->d, r->rotation.visible, r->now))
		code = dkim_save(work, "DKIM rotation: looked");
	r->plan = rotate_plan(&work->arena, &r->rotation, r->now);
	return code;
}

/* --- Going on ------------------------------------------------------------------ */

/* New keys, one for each that signs now. */
static int
begin(struct rotating *r)
{
	struct dkim_making *m = &r->making;
	enum dkim_key_type type[OWN_MAX];
	size_t count = rotate_types(m->work.d, type);

	if (count == 0)
		return usage_error(
		    _("there is no key of %s to be replaced. Make one: inkan "
		      "dkim new %s"),
		    m->work.d->domain, m->work.d->domain);
	for (m->count = 0; m->count < count && m->count < 2; m->count++) {
		struct dkim_wanted *w = &m->wanted[m->count];

		w->type = type[m->count];
		w->role = OWN_NEXT;
		w->suffix = count == 1        ? ""
		    : w->type == DKIM_KEY_RSA ? "r"
					      : "e";
	}
	return dkim_make(m);
}

static int
change_over(struct rotating *r)
{
	struct err err = ERR_INIT;

	if (rotate_switch(r->making.work.d, r->now, &err) != ERR_OK)
		return dkim_failed(&err);
	return dkim_save(&r->making.work, "DKIM rotation: changed over");
}

static int
wait_for_caches(struct rotating *r)
{
	if (stages_can_go_on(&r->plan) || r->making.work.options->force)
		return change_over(r);
	(void)fprintf(stderr, "inkan: %s\n",
	    _("caches may still remember that there were no such keys"));
	return EXIT_STILL_WAITING;
}

static int
revoke(struct rotating *r)
{
	rotate_revoke(r->making.work.d, r->now);
	r->revoked = true;
	return dkim_save(&r->making.work, "DKIM rotation: old keys revoked");
}

static int
wait_for_dns(struct rotating *r)
{
	if (r->making.work.options->force)
		return change_over(r);
	(void)fprintf(stderr, "inkan: %s\n",
	    _("not everybody sees the new keys yet. A signer that used them "
	      "now would make signatures that cannot be checked"));
	return EXIT_STILL_WAITING;
}

static int
wait_for_mail(struct rotating *r)
{
	if (r->making.work.options->force)
		return revoke(r);
	(void)fprintf(stderr, "inkan: %s\n",
	    _("mail that was signed with the old keys may still be under "
	      "way"));
	return EXIT_STILL_WAITING;
}

static int
go_on(struct rotating *r)
{
	static int (*const steps[])(struct rotating *r) = {
	    [ROTATE_READY] = begin,
	    [ROTATE_PUBLISH] = wait_for_dns,
	    [ROTATE_SWITCH] = wait_for_caches,
	    [ROTATE_RETIRE] = wait_for_mail,
	    [ROTATE_REVOKE] = revoke,
	};
	int code = dkim_check_bits(&r->making.work);

	if (code == EXIT_RIGHT)
		code = steps[r->plan.at](r);
	return code == EXIT_RIGHT ? find_stage(r) : code;
}

/* --- Telling -------------------------------------------------------------------- */

static json_t *
json_key(struct dkim_work *work, const struct own_view *key)
{
	json_t *o = dkim_json_key(work, key);

	(void)json_object_set_new(o, "since",
	    key->since == 0
		? json_null()
		: json_string(when_utc(&work->arena, key->since)));
	return o;
}

static void
print_json(struct rotating *r)
{
	struct dkim_work *work = &r->making.work;
	int64_t due = rotate_due(work->d);
	json_t *o = dkim_json(work), *keys = json_array();
	struct own_view key[OWN_MAX];
	size_t count = own_keys(work->d, key);

	for (size_t i = 0; i < count; i++)
		(void)json_array_append_new(keys, json_key(work, &key[i]));
	(void)json_object_set_new(
	    o, "stage", json_string(r->plan.stage[r->plan.at].id));
	(void)json_object_set_new(
	    o, "can_go_on", json_boolean(stages_can_go_on(&r->plan)));
	(void)json_object_set_new(o, "switch_after",
	    r->plan.at == ROTATE_SWITCH
		? json_string(when_utc(&work->arena, r->plan.view[r->plan.at].when))
		: json_null());
	(void)json_object_set_new(o, "revoke_after",
	    due == 0 ? json_null() : json_string(when_utc(&work->arena, due)));
	(void)json_object_set_new(o, "keys", keys);
	json_print(o);
}

static const char *
role_text(enum own_role role)
{
	static const char *const words[] = {
	    [OWN_MAIN] = N_("signs"),
	    [OWN_SECOND] = N_("signs"),
	    [OWN_NEXT] = N_("is to come"),
	    [OWN_OLD] = N_("signs no more"),
	    [OWN_REVOKED] = N_("revoked"),
	};

	return _(words[role]);
}

static void
print_keys(struct rotating *r)
{
	struct dkim_work *work = &r->making.work;
	struct own_view key[OWN_MAX];
	size_t count = own_keys(work->d, key);

	for (size_t i = 0; i < count; i++)
		printf("  %-16s %-9s %-14s %s\n", key[i].selector,
		    dkim_kind(&work->arena, key[i].type, key[i].bits),
		    role_text(key[i].role),
		    key[i].since == 0 ? ""
				      : when_date(&work->arena, key[i].since));
}

/* What has to be entered now: new keys, or old ones with an empty p=. */
static void
print_records(struct rotating *r)
{
	struct dkim_work *work = &r->making.work;
	struct own_view key[OWN_MAX];
	size_t count = own_keys(work->d, key);

	for (size_t i = 0; i < count; i++)
		if ((key[i].role == OWN_NEXT && r->plan.at == ROTATE_PUBLISH) ||
		    (key[i].role == OWN_REVOKED && r->revoked))
			dkim_print_record(work, &key[i]);
}

static void
print_text(struct rotating *r)
{
	struct dkim_work *work = &r->making.work;
	int64_t due = rotate_due(work->d);
	const struct stage *stage = &r->plan.stage[r->plan.at];

	printf("%s: %s\n", work->d->domain, _(stage->title));
	print_keys(r);
	if (r->plan.at == ROTATE_SWITCH && !stages_can_go_on(&r->plan))
		printf(_("Caches may remember until %s %s that there were no "
			 "such keys.\n"),
		    when_date(&work->arena, r->plan.view[r->plan.at].when),
		    when_clock(&work->arena, r->plan.view[r->plan.at].when));
	if (r->plan.at == ROTATE_RETIRE)
		printf(_("The old keys can be revoked on %s.\n"),
		    when_date(&work->arena, due));
	printf(_(stage->todo), work->d->domain);
	printf("\n");
	print_records(r);
}

int
dkim_rotate(struct cli *cli)
{
	struct rotating r = {.changes = 0};
	bool next = cli->options->next;
	int code = dkim_begin(cli, true, &r.making.work);

	if (code != EXIT_RIGHT)
		return code;
	code = find_stage(&r);
	if (code == EXIT_RIGHT && next)
		code = go_on(&r);
	if (code == EXIT_RIGHT || code == EXIT_STILL_WAITING)
		(cli->options->json ? print_json : print_text)(&r);
	dkim_end(&r.making.work);
	return code;
}
