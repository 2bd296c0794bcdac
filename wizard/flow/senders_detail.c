#include "wizard/flow/senders_detail.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/needs.h"
#include "wizard/flow/sender_who.h"

#define COVERED_NAMED 3 /* addresses; more are counted */

struct lines {
	struct arena *arena;
	const char **line;
	size_t count;
};

static void
add(struct lines *lines, const char *text)
{
	lines->line = arena_push(
	    lines->arena, lines->line, &lines->count, sizeof(*lines->line));
	lines->line[lines->count - 1] = text;
}

static const char *
safe(const struct lines *lines, const char *text)
{
	return step_safe(lines->arena, slice_of(text));
}

/* --- Who it is -------------------------------------------------------------- */

static void
say_name(struct lines *lines, const struct sender_who *who)
{
	if (who->name == NULL)
		return;
	add(lines,
	    arena_printf(lines->arena,
		who->confirmed
		    ? _("Its name is %s.")
		    : _("It calls itself %s; that name does not lead back."),
		safe(lines, who->name)));
}

static const char *
verdict(const struct lines *lines, const struct sender_who *who)
{
	struct arena *a = lines->arena;

	if (who->through != NULL && who->inside != NULL)
		return arena_printf(a,
		    _("Your SPF record lets it pass: include:%s, and in that "
		      "%s."),
		    safe(lines, who->through), safe(lines, who->inside));
	if (who->through != NULL)
		return arena_printf(a,
		    _("Your SPF record lets it pass: include:%s."),
		    safe(lines, who->through));
	if (strcmp(who->spf, "pass") == 0)
		return _("Your SPF record lets it pass.");
	return arena_printf(a,
	    _("Your SPF record does not let it pass so far (%s)."), who->spf);
}

static void
say_covered(struct lines *lines, const struct sender_who *who)
{
	struct arena *a = lines->arena;
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
		add(lines, arena_printf(a, _("It covers %s."), text));
}

/* --- What it needs ----------------------------------------------------------- */

static void
say_service(struct lines *lines, const struct wizard *w,
    const struct sender_template *service)
{
	struct needs needs = {.count = 0};
	const char *alignment = needs_alignment(service);

	if (service->note[0] != '\0')
		add(lines, service->note);
	if (alignment != NULL)
		add(lines, alignment);
	needs_add(
	    lines->arena, w->d.domain, wizard_facts(w), service, &needs);
	for (size_t i = 0; i < needs.count; i++)
		add(lines, needs_say(lines->arena, &needs.need[i]));
}

static void
hand_over(const struct lines *lines, struct item *item)
{
	item->detail = lines->line;
	item->details = lines->count;
}

void
senders_detail(const struct wizard *w, struct arena *arena,
    const struct sender *sender, struct item *item)
{
	struct lines lines = {.arena = arena};
	struct sender_who who;

	sender_who(arena, wizard_facts(w), w->services->templates, sender,
	    &who);
	say_name(&lines, &who);
	if (who.spf != NULL)
		add(&lines, verdict(&lines, &who));
	say_covered(&lines, &who);
	if (who.service != NULL)
		say_service(&lines, w, who.service);
	hand_over(&lines, item);
}

void
senders_offer_detail(const struct wizard *w, struct arena *arena,
    const struct sender_template *service, struct item *item)
{
	struct lines lines = {.arena = arena};

	say_service(&lines, w, service);
	hand_over(&lines, item);
}
