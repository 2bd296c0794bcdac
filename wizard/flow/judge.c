#include "wizard/flow/judge.h"

#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/flow/judging.h"
#include "wizard/flow/lookup.h"
#include "wizard/flow/spf_ask.h"

struct judge {
	const struct services *services;
	void (*changed)(void *arg);
	void *arg;
	struct slice message;
	struct arena arena;
	struct inquiry *inquiry;
	struct lookup *lookup;
	struct spf_query query;
	struct spf_ask *spf;
	struct mail_job *job;
	bool verified; /* or there is nothing to verify */
	bool concluded;
	struct judgement j;
	struct judging g;
};

/* --- Conclusion ----------------------------------------------------------- */

static void
take_spf(struct judge *judge)
{
	const struct spf_outcome *outcome;

	if (judge->spf == NULL)
		return;
	outcome = spf_ask_outcome(judge->spf);
	judge->j.spf.known = true;
	judge->j.spf.result = outcome->result;
	judge->j.spf.problem = outcome->problem;
}

static bool
conclude(struct judge *judge)
{
	if (judge->concluded || !judge->verified ||
	    (judge->spf != NULL && !spf_ask_done(judge->spf)))
		return false;
	take_spf(judge);
	judging_dmarc(&judge->g);
	judging_findings(&judge->g);
	judge->concluded = true;
	return true;
}

static void
conclude_and_tell(struct judge *judge)
{
	if (conclude(judge))
		judge->changed(judge->arg);
}

/* --- Signatures ----------------------------------------------------------- */

static void
verified(void *arg, const struct mail_signature *signature, size_t count)
{
	struct judge *judge = arg;

	judge->job = NULL;
	judge->verified = true;
	judging_signatures(
	    &judge->g, count == judge->j.signatures ? signature : NULL);
	conclude_and_tell(judge);
}

static void
verify(struct judge *judge)
{
	const struct mail_service *mail = &judge->services->mail;
	struct mail_request request = {.message = judge->message};

	judging_request(&judge->g, &request);
	if (request.keys > 0) {
		judge->job =
		    mail->verify(mail->self, &request, verified, judge);
		return;
	}
	judging_signatures(&judge->g, NULL);
	judge->verified = true;
}

static void
answered(void *arg)
{
	struct judge *judge = arg;

	if (judge->verified || judge->job != NULL ||
	    inquiry_pending(judge->inquiry) > 0)
		return;
	judging_keys(&judge->g);
	verify(judge);
	conclude_and_tell(judge);
}

/* --- SPF ------------------------------------------------------------------ */

static void
spf_changed(void *arg)
{
	conclude_and_tell(arg);
}

static void
ask_spf(struct judge *judge)
{
	const struct judged_spf *spf = &judge->j.spf;
	const struct clock_service *clock = &judge->services->clock;

	if (spf->ip.family == 0 || spf->domain == NULL)
		return;
	judge->query = (struct spf_query) {
	    .ip = spf->ip,
	    .helo = spf->helo[0] != '\0' ? spf->helo : spf->domain,
	    .mail_from = spf->null_sender ? ""
					  : arena_printf(&judge->arena, "%s@%s",
						spf->local, spf->domain),
	    .now = clock->now(clock->self),
	};
	judge->spf = spf_ask_new(
	    judge->services, &judge->query, false, spf_changed, judge);
}

/* --- Life ----------------------------------------------------------------- */

static void
begin(struct judge *judge, const struct judge_options *options)
{
	struct err err = ERR_INIT;

	if (message_parse(&judge->arena, judge->message, &judge->j.message,
		&err) != ERR_OK) {
		judge->j.unreadable = arena_copy(&judge->arena, err.msg);
		judge->concluded = true;
		return;
	}
	judging_read(&judge->g, options);
	judging_ask(&judge->g);
	ask_spf(judge);
	if (inquiry_pending(judge->inquiry) == 0) {
		verify(judge);
		(void)conclude(judge);
		return;
	}
	lookup_send(judge->lookup);
}

struct judge *
judge_new(const struct services *services, struct slice message,
    const struct judge_options *options, void (*changed)(void *arg), void *arg)
{
	struct judge *judge = mem_alloc(sizeof(*judge));
	const struct clock_service *clock = &services->clock;

	judge->services = services;
	judge->message = message;
	judge->changed = changed;
	judge->arg = arg;
	judge->inquiry = inquiry_new();
	judge->lookup = lookup_new(services, judge->inquiry, answered, judge);
	judge->g = (struct judging) {
	    .arena = &judge->arena,
	    .inquiry = judge->inquiry,
	    .j = &judge->j,
	    .now = clock->now(clock->self) / 1000,
	};
	begin(judge, options);
	return judge;
}

void
judge_free(struct judge *judge)
{
	const struct mail_service *mail;

	if (judge == NULL)
		return;
	mail = &judge->services->mail;
	if (judge->job != NULL)
		mail->cancel(mail->self, judge->job);
	spf_ask_free(judge->spf);
	lookup_free(judge->lookup);
	inquiry_free(judge->inquiry);
	arena_release(&judge->arena);
	free(judge);
}

bool
judge_done(const struct judge *judge)
{
	return judge->concluded;
}

const struct judgement *
judge_result(const struct judge *judge)
{
	return judge->concluded ? &judge->j : NULL;
}
