#include "wizard/io/mail_verify.h"

#include <stdlib.h>

#include "wizard/base/mem.h"
#include "wizard/io/dkim_key_made.h"
#include "wizard/io/mail_check.h"

struct mail_verify {
	struct loop *loop;
};

struct mail_job {
	struct work *work;
	struct arena arena; /* of the copy of the request */
	char *message; /* too large for an arena that zeroes */
	struct mail_request request;
	mail_done *done;
	void *arg;
	struct mail_signature signature[MAIL_SIGNATURES_MAX];
	size_t count;
};

struct mail_verify *
mail_verify_new(struct loop *loop)
{
	struct mail_verify *verify = mem_alloc(sizeof(*verify));

	verify->loop = loop;
	return verify;
}

void
mail_verify_free(struct mail_verify *verify)
{
	free(verify);
}

/* Runs in a thread. */
static void
work(void *arg)
{
	struct mail_job *job = arg;

	job->count = mail_check_message(&job->request, job->signature);
	dkim_key_thread_done();
}

static void
finish(void *arg, bool cancelled)
{
	struct mail_job *job = arg;

	if (!cancelled)
		job->done(job->arg, job->signature, job->count);
	arena_release(&job->arena);
	free(job->message);
	free(job);
}

/* The thread may go on after the one who asked has gone. */
static void
copy_request(struct mail_job *job, const struct mail_request *request)
{
	struct mail_key *key =
	    arena_alloc(&job->arena, request->keys * sizeof(*key));

	for (size_t i = 0; i < request->keys; i++)
		key[i] = (struct mail_key) {
		    .domain = arena_copy(&job->arena, request->key[i].domain),
		    .selector =
			arena_copy(&job->arena, request->key[i].selector),
		    .record = arena_copy(&job->arena, request->key[i].record),
		};
	job->message = mem_copy_of(request->message.ptr, request->message.len);
	job->request = (struct mail_request) {
	    .message = {job->message, request->message.len},
	    .key = key,
	    .keys = request->keys,
	};
}

static struct mail_job *
verify(
    void *self, const struct mail_request *request, mail_done *done, void *arg)
{
	struct mail_verify *verify = self;
	struct mail_job *job = mem_alloc(sizeof(*job));

	copy_request(job, request);
	job->done = done;
	job->arg = arg;
	job->work = loop_work(verify->loop, work, finish, job);
	return job;
}

static void
cancel(void *self, struct mail_job *job)
{
	(void)self;
	loop_work_cancel(job->work);
}

struct mail_service
mail_verify_service(struct mail_verify *self)
{
	return (struct mail_service) {
	    .self = self,
	    .verify = verify,
	    .cancel = cancel,
	};
}
