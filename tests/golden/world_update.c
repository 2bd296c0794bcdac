/* A name server that takes every update, after some virtual time. */
#include "tests/golden/world.h"

#include <stdlib.h>

#include "wizard/base/mem.h"

#define UPDATE_MS 300

struct update_job {
	const struct clock_service *clock;
	struct timer *timer;
	update_done *done;
	void *arg;
};

static enum err_code
read_key(void *self, const char *path, struct update_key *ret, struct err *err)
{
	(void)self;
	(void)path;
	(void)err;
	*ret = (struct update_key) {
	    .name = "ddns.example.jp", .algorithm = "hmac-sha256"};
	return ERR_OK;
}

static void
finish(void *arg)
{
	static const struct update_result done = {.end = UPDATE_ANSWERED};
	struct update_job *job = arg;

	job->done(job->arg, &done);
	free(job);
}

static struct update_job *
send(void *self, const struct update_request *request, update_done *done,
    void *arg)
{
	const struct services *services = self;
	struct update_job *job = mem_alloc(sizeof(*job));

	(void)request;
	*job = (struct update_job) {
	    .clock = &services->clock, .done = done, .arg = arg};
	job->timer =
	    job->clock->after(job->clock->self, UPDATE_MS, finish, job);
	return job;
}

static void
cancel(void *self, struct update_job *job)
{
	(void)self;
	job->clock->stop(job->clock->self, job->timer);
	free(job);
}

void
world_updates(struct services *services)
{
	services->update = (struct update_service) {.self = services,
	    .key_file = "/etc/inkan/ddns.key",
	    .key = read_key,
	    .send = send,
	    .cancel = cancel};
}
