#include "wizard/io/spf_eval.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/loop.h"
#include "wizard/io/spf_child.h"
#include "wizard/io/spf_lines.h"

struct spf_job {
	TAILQ_ENTRY(spf_job) link;
	struct spf_eval *eval;
	spf_done *done;
	void *arg;
	struct buf request; /* the line; empty when there is nothing to ask */
	struct spf_child *child;    /* NULL: waits for its turn */
	struct dns_request *lookup; /* NULL: no question is open */
	struct spf_line question;
	struct arena arena; /* of one answer */
	struct spf_verdict verdict;
};

struct spf_eval {
	struct loop *loop;
	const struct dns_service *dns;
	char *helper;
	struct spf_limits limits;
	TAILQ_HEAD(, spf_job) jobs; /* in the order of asking */
	unsigned running;
	struct post *turn; /* NULL: nothing is ready */
};

static void take_turn(void *arg);

/* The first job that waits and need not. */
static struct spf_job *
next_ready(const struct spf_eval *eval)
{
	struct spf_job *job;

	TAILQ_FOREACH (job, &eval->jobs, link)
		if (job->child == NULL &&
		    (job->request.len == 0 ||
		        eval->running < eval->limits.helpers))
			return job;
	return NULL;
}

static void
schedule(struct spf_eval *eval)
{
	if (eval->turn == NULL && next_ready(eval) != NULL)
		eval->turn = loop_post(eval->loop, take_turn, eval);
}

static void
drop(struct spf_job *job)
{
	struct spf_eval *eval = job->eval;

	TAILQ_REMOVE(&eval->jobs, job, link);
	if (job->lookup != NULL)
		eval->dns->cancel(eval->dns->self, job->lookup);
	if (job->child != NULL)
		eval->running--;
	spf_child_stop(job->child);
	buf_release(&job->request);
	arena_release(&job->arena);
	free(job);
}

/* The caller may do anything in its callback, freeing eval included. */
static void
finish(struct spf_job *job)
{
	const struct spf_verdict verdict = job->verdict;
	struct spf_eval *eval = job->eval;
	spf_done *done = job->done;
	void *arg = job->arg;

	drop(job);
	schedule(eval);
	done(arg, &verdict);
}

static void PRINTFLIKE(3, 4)
refuse(struct spf_job *job, enum spf_result result, const char *fmt, ...)
{
	va_list ap;

	job->verdict.valid = false;
	job->verdict.result = result;
	va_start(ap, fmt);
	(void)vsnprintf(job->verdict.comment, sizeof(job->verdict.comment), fmt,
	    ap);
	va_end(ap);
}

/* --- Answers ------------------------------------------------------------ */

/* The sandbox is the second defence; the first is what libspf2 never sees. */
static bool
is_outside_grammar(struct arena *arena, struct slice text)
{
	return spf_is_record(text) && (text.len > SPF_RECORD_MAX ||
	    spf_parse(arena, text)->faults > 0);
}

static bool
is_acceptable(struct arena *arena, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (answer->rr[i].type == DNS_TXT &&
		    is_outside_grammar(arena, answer->rr[i].text))
			return false;
	return true;
}

static void
on_answer(void *arg, const struct dns_answer *answer)
{
	struct spf_job *job = arg;
	struct buf text = BUF_INIT;

	job->lookup = NULL;
	if (!is_acceptable(&job->arena, answer)) {
		refuse(job, SPF_PERMERROR,
		    _("libspf2 was not asked: the record at %s is outside the "
		      "grammar of SPF."),
		    job->question.name.text);
		finish(job);
		return;
	}
	spf_line_answer(&text, job->question.type, answer);
	spf_child_write(job->child, text.data, text.len);
	buf_release(&text);
	arena_reset(&job->arena);
}

static void
ask(struct spf_job *job)
{
	const struct dns_service *dns = job->eval->dns;
	const struct dns_query query = {
	    .name = job->question.name.text,
	    .type = job->question.type,
	    .whom = ASK_RESOLVER,
	};

	job->verdict.lookups++;
	job->lookup =
	    dns->lookup(dns->self, &query, &job->arena, on_answer, job);
}

/* --- What the helper does ----------------------------------------------- */

static void
on_question(struct spf_job *job, const struct spf_line *line)
{
	if (job->verdict.lookups == job->eval->limits.questions) {
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) was stopped: it asked more "
		      "than %u questions. Receivers built on it may give up "
		      "here too."),
		    job->eval->limits.questions);
		return;
	}
	job->question = *line;
	ask(job);
}

static void
on_result(struct spf_job *job, const struct spf_line *line)
{
	job->verdict.valid = true;
	job->verdict.result = line->result;
	(void)snprintf(job->verdict.comment, sizeof(job->verdict.comment), "%s",
	    line->reason);
}

static void
on_nonsense(struct spf_job *job)
{
	refuse(job, SPF_TEMPERROR,
	    _("The SPF evaluator (libspf2) was stopped: it sent something that "
	      "makes no sense here."));
}

static void
obey(struct spf_job *job, const struct spf_line *line)
{
	switch (line->kind) {
	case SPF_LINE_QUESTION:
		on_question(job, line);
		break;
	case SPF_LINE_RESULT:
		on_result(job, line);
		break;
	case SPF_LINE_SURRENDER:
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) gave up: %s."),
		    line->reason);
		break;
	}
}

static void
on_line(void *arg, struct slice text)
{
	struct spf_job *job = arg;
	bool asked = job->lookup != NULL;
	struct spf_line line;

	/* One question at a time: it has nothing to say before the answer. */
	if (asked || !spf_line_read(text, &line))
		on_nonsense(job);
	else
		obey(job, &line);
	if (asked || job->lookup == NULL)
		finish(job);
}

static void
on_end(void *arg, enum spf_fate fate, int detail)
{
	struct spf_job *job = arg;

	switch (fate) {
	case SPF_CHILD_EXITED:
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) ended without a result "
		      "(exit status %d)."),
		    detail);
		break;
	case SPF_CHILD_KILLED:
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) was stopped: it crashed or "
		      "tried what it is not allowed to do (signal %d)."),
		    detail);
		break;
	case SPF_CHILD_TOO_SLOW:
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) was stopped: it had no "
		      "result after %u seconds."),
		    job->eval->limits.deadline_ms / 1000);
		break;
	case SPF_CHILD_TOO_LONG:
		on_nonsense(job);
		break;
	}
	finish(job);
}

/* --- Jobs --------------------------------------------------------------- */

static void
start(struct spf_job *job)
{
	struct spf_eval *eval = job->eval;
	const struct spf_child_params params = {
	    .path = eval->helper,
	    .deadline_ms = eval->limits.deadline_ms,
	    .line = on_line,
	    .end = on_end,
	    .arg = job,
	};
	struct err err = ERR_INIT;

	job->child = spf_child_start(loop_uv(eval->loop), &params, &err);
	if (job->child == NULL) {
		refuse(job, SPF_TEMPERROR,
		    _("The SPF evaluator (libspf2) could not be started: %s. "
		      "Installing inkan again should mend this."),
		    err.msg);
		finish(job);
		return;
	}
	eval->running++;
	spf_child_write(job->child, job->request.data, job->request.len);
	schedule(eval);
}

/* One job a turn: what a callback does to the queue cannot hurt. */
static void
take_turn(void *arg)
{
	struct spf_eval *eval = arg;
	struct spf_job *job = next_ready(eval);

	eval->turn = NULL;
	if (job == NULL)
		return;
	if (job->request.len == 0)
		finish(job);
	else
		start(job);
}

static struct spf_job *
evaluate(void *self, const struct spf_request *request, spf_done *done,
    void *arg)
{
	struct spf_eval *eval = self;
	struct spf_job *job = mem_alloc(sizeof(*job));

	job->eval = eval;
	job->done = done;
	job->arg = arg;
	if (!spf_line_request(&job->request, request))
		refuse(job, SPF_NONE,
		    _("libspf2 was not asked: the sender has no valid domain "
		      "name."));
	TAILQ_INSERT_TAIL(&eval->jobs, job, link);
	schedule(eval);
	return job;
}

static void
cancel(void *self, struct spf_job *job)
{
	drop(job);
	schedule(self);
}

struct spf_eval *
spf_eval_new(
    struct loop *loop, const struct dns_service *dns, const char *helper)
{
	struct spf_eval *eval = mem_alloc(sizeof(*eval));

	/* A helper that died must not take us along when it is written to. */
	(void)signal(SIGPIPE, SIG_IGN);
	eval->loop = loop;
	eval->dns = dns;
	eval->helper = mem_copy(helper);
	eval->limits = (struct spf_limits)SPF_LIMITS_DEFAULT;
	TAILQ_INIT(&eval->jobs);
	return eval;
}

void
spf_eval_free(struct spf_eval *eval)
{
	if (eval == NULL)
		return;
	while (!TAILQ_EMPTY(&eval->jobs))
		drop(TAILQ_FIRST(&eval->jobs));
	loop_unpost(eval->turn);
	free(eval->helper);
	free(eval);
}

void
spf_eval_limit(struct spf_eval *eval, const struct spf_limits *limits)
{
	eval->limits = *limits;
}

struct spf_service
spf_eval_service(struct spf_eval *eval)
{
	return (struct spf_service) {
	    .self = eval, .evaluate = evaluate, .cancel = cancel};
}
