#include "wizard/flow/senders_say.h"

#include <inttypes.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/needs.h"
#include "wizard/flow/sender_who.h"
#include "wizard/flow/service.h"

#define COVERED_NAMED 3 /* addresses; more are counted */

const struct sender_place sender_place_table[] = {
    {SEEN_HOST, "host", N_("this server")},
    {SEEN_MX, "mx", N_("MX")},
    {SEEN_SPF, "spf", N_("your SPF record")},
    {SEEN_USER, "user", N_("you")},
    {SEEN_REPORT, "report", N_("a DMARC report")},
    {SEEN_BOUNCE, "bounce", N_("your bounce")},
    {SEEN_MESSAGE, "message", N_("your message")},
};

const size_t sender_place_count = COUNT_OF(sender_place_table);

const char *
sender_mark_word(enum sender_mark mark)
{
	static const char *const words[] = {
	    [SENDER_UNDECIDED] = "undecided",
	    [SENDER_OURS] = "ours",
	    [SENDER_NOT_OURS] = "not-ours",
	    [SENDER_LATER] = "later",
	};

	return words[mark];
}

static const char *
safe(struct arena *a, const char *text)
{
	return text_safe(a, slice_of(text));
}

/* --- In a row ---------------------------------------------------------------- */

const char *
senders_name(struct arena *a, const struct sender *s)
{
	char ip[IP_TEXT_MAX];

	if (s->label[0] != '\0')
		return safe(a, s->label);
	if (s->ip.family == 0)
		return safe(a, s->term);
	ip_format(&s->ip, ip);
	return arena_copy(a, ip);
}

const char *
senders_about(struct arena *a, const struct senders_scene *scene,
    const struct sender *s)
{
	struct sender_who who;

	if (service_is_bare(s->term))
		return "";
	if (s->label[0] != '\0')
		return safe(a, s->term);
	sender_who(a, scene->facts, scene->templates, s, &who);
	if (who.service != NULL)
		return safe(a, who.service->name);
	return who.name != NULL ? safe(a, who.name) : "";
}

/* "this server (eth0)" */
static const char *
place(struct arena *a, const struct sender_place *seen,
    const struct sender_who *who)
{
	if (seen->bit != SEEN_HOST || who->interface == NULL)
		return _(seen->text);
	return arena_printf(
	    a, "%s (%s)", _(seen->text), safe(a, who->interface));
}

const char *
senders_seen(struct arena *a, const struct senders_scene *scene,
    const struct sender *s)
{
	const char *text = "";
	struct sender_who who;

	sender_who(a, scene->facts, scene->templates, s, &who);
	for (size_t i = 0; i < COUNT_OF(sender_place_table); i++)
		if ((s->seen & sender_place_table[i].bit) != 0)
			text = arena_printf(a, "%s%s%s", text,
			    text[0] != '\0' ? ", " : "",
			    place(a, &sender_place_table[i], &who));
	if (s->reported > 0)
		text = arena_printf(a, _("%s (messages: %" PRId64 ")"), text,
		    s->reported);
	return text;
}

/* --- Who it is -------------------------------------------------------------- */

struct saying {
	struct arena *arena;
	const struct senders_scene *scene;
	struct sentences *out;
};

static void
add(const struct saying *say, const char *text)
{
	struct sentences *out = say->out;

	out->line = arena_push(
	    say->arena, out->line, &out->count, sizeof(*out->line));
	out->line[out->count - 1] = text;
}

static void
say_name(const struct saying *say, const struct sender_who *who)
{
	if (who->name == NULL)
		return;
	add(say,
	    arena_printf(say->arena,
		who->confirmed
		    ? _("Its name is %s.")
		    : _("It calls itself %s; that name does not lead back."),
		safe(say->arena, who->name)));
}

static const char *
verdict(const struct saying *say, const struct sender_who *who)
{
	struct arena *a = say->arena;

	if (who->through != NULL && who->inside != NULL)
		return arena_printf(a,
		    _("Your SPF record lets it pass: include:%s, and in that "
		      "%s."),
		    safe(say->arena, who->through), safe(say->arena, who->inside));
	if (who->through != NULL)
		return arena_printf(a,
		    _("Your SPF record lets it pass: include:%s."),
		    safe(say->arena, who->through));
	if (strcmp(who->spf, "pass") == 0)
		return _("Your SPF record lets it pass.");
	return arena_printf(a,
	    _("Your SPF record does not let it pass so far (%s)."), who->spf);
}

static void
say_covered(const struct saying *say, const struct sender_who *who)
{
	struct arena *a = say->arena;
	const char *text = "";

	for (size_t i = 0; i < who->covered && i < COVERED_NAMED; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&who->covers[i]->ip, ip);
		text = arena_printf(
		    a, "%s%s%s", text, i > 0 ? ", " : "", ip);
	}
	if (who->covered > COVERED_NAMED)
		text = arena_printf(a, _("%s and %zu more"), text,
		    who->covered - COVERED_NAMED);
	if (who->covered > 0)
		add(say, arena_printf(a, _("It covers %s."), text));
}

/* --- What it needs ----------------------------------------------------------- */

static void
say_service(const struct saying *say, const struct sender_template *service,
    bool included)
{
	const struct senders_scene *scene = say->scene;
	const char *alignment = needs_alignment(service, included);
	struct needs needs = {.count = 0};

	if (service->note[0] != '\0')
		add(say, service->note);
	if (alignment != NULL)
		add(say, alignment);
	needs_add(
	    say->arena, scene->domain, scene->facts, service, &needs);
	for (size_t i = 0; i < needs.count; i++)
		add(say, needs_say(say->arena, &needs.need[i]));
}

void
senders_say(struct arena *arena, const struct senders_scene *scene,
    const struct sender *sender, struct sentences *ret)
{
	const struct saying say = {arena, scene, ret};
	struct sender_who who;

	*ret = (struct sentences) {.count = 0};
	sender_who(arena, scene->facts, scene->templates, sender, &who);
	say_name(&say, &who);
	if (who.spf != NULL)
		add(&say, verdict(&say, &who));
	say_covered(&say, &who);
	if (who.service != NULL)
		say_service(&say, who.service, !service_is_bare(sender->term));
}

void
senders_say_service(struct arena *arena, const struct senders_scene *scene,
    const struct sender_template *service, struct sentences *ret)
{
	*ret = (struct sentences) {.count = 0};
	say_service(&(struct saying) {arena, scene, ret}, service,
	    service->spf[0] != '\0');
}
