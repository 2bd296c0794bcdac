/* The stage's name server that takes updates. */
#include <string.h>

#include "tests/unit/flow/stage_core.h"

void
stage_update_result(struct stage *stage, const struct update_result *result)
{
	stage->update_result = *result;
}

size_t
stage_updates(const struct stage *stage)
{
	return stage->updates;
}

const char *
stage_update_lines(const struct stage *stage)
{
	return stage->update_lines;
}

static void
update_is_answered(struct stage *stage, struct event_to_come *event)
{
	event->what.update.done(
	    event->what.update.arg, &stage->update_result);
}

static struct update_job *
send(void *self, const struct update_request *request, update_done *done,
    void *arg)
{
	struct stage *stage = self;
	const struct dnsupdate *update = request->update;
	struct event_to_come *event =
	    stage_soon(stage, STAGE_WORK, true, update_is_answered);

	stage->updates++;
	stage->update_lines = "";
	for (size_t i = 0; i < update->count; i++)
		stage->update_lines = arena_printf(&stage->arena, "%s%s\n",
		    stage->update_lines,
		    dnsupdate_print(&stage->arena, &update->line[i]));
	event->what.update.done = done;
	event->what.update.arg = arg;
	return (struct update_job *)event;
}

static enum err_code
key(void *self, const char *path, struct update_key *ret, struct err *err)
{
	(void)self;
	if (strcmp(path, "none") == 0)
		return err_set(err, ERR_MISSING, "there is no key in %s", path);
	*ret = (struct update_key) {.name = "ddns", .algorithm = "hmac-sha256"};
	return ERR_OK;
}

static void
cancel(void *self, struct update_job *job)
{
	stage_drop(self, (struct event_to_come *)job);
}

void
stage_update_key(struct stage *stage, const char *path)
{
	stage->services.update.key_file = path;
}

void
stage_set_update(struct stage *stage)
{
	stage->services.update = (struct update_service) {
	    .self = stage,
	    .key = key,
	    .send = send,
	    .cancel = cancel,
	};
}
