/* The stage's keys, SPF verdicts and machine. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/flow/stage_core.h"

#define KEY                                                        \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDjK45MPLBrOfgmOd98" \
	"0kjfgKb/GFFnE4/6pSNSOfu9jZGO5Z6FQa8TrpkgMLDWwSayc9UbsKv2" \
	"yGSqx7uwkVDKjaf2Hq2lvwa+W9ZWavwdkNuB0MGkgNsam6WeJcNr5lYq" \
	"pWzWbk51oTKcY1fr3wB9VHbLnu3AZdV8Tgs9GaAypwIDAQAB"

const char stage_public_key[] = KEY;
const char stage_key_record[] = "v=DKIM1; k=rsa; p=" KEY;

static const char ed25519_key[] =
    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

/* --- Keys ---------------------------------------------------------------- */

static void
fill_key(struct key_info *info, const char *path, enum dkim_key_type type)
{
	bool rsa = type == DKIM_KEY_RSA;

	memset(info, 0, sizeof(*info));
	(void)snprintf(info->path, sizeof(info->path), "%s", path);
	info->type = type;
	info->bits = rsa ? 1024 : 256;
	(void)snprintf(info->public_base64, sizeof(info->public_base64), "%s",
	    rsa ? stage_public_key : ed25519_key);
}

/* NULL: no such file. */
static const struct stage_key *
on_disk(const struct stage *stage, const char *path)
{
	for (size_t i = 0; i < stage->keys; i++)
		if (strcmp(stage->key[i].path, path) == 0)
			return &stage->key[i];
	return NULL;
}

static void
put_on_disk(struct stage *stage, const char *path, enum dkim_key_type type)
{
	stage->key = arena_push(
	    &stage->arena, stage->key, &stage->keys, sizeof(*stage->key));
	stage->key[stage->keys - 1] =
	    (struct stage_key) {arena_copy(&stage->arena, path), type};
}

void
stage_key_on_disk(struct stage *stage, const char *path)
{
	size_t len = strlen(path);
	bool ed25519 = len > 3 && strcmp(path + len - 3, ".ed") == 0;

	put_on_disk(stage, path, ed25519 ? DKIM_KEY_ED25519 : DKIM_KEY_RSA);
}

void
stage_keys_fail(struct stage *stage, enum err_code code)
{
	stage->key_failure = code;
}

size_t
stage_keys_made(const struct stage *stage)
{
	return stage->keys_made;
}

static void
key_is_made(struct stage *stage, struct event_to_come *event)
{
	bool good = event->what.key.err.code == ERR_OK;

	if (good) {
		stage->keys_made++;
		put_on_disk(stage, event->what.key.info.path,
		    event->what.key.info.type);
	}
	event->what.key.done(event->what.key.arg,
	    good ? &event->what.key.info : NULL, &event->what.key.err);
}

static struct key_job *
generate(void *self, const struct key_request *request, key_done *done,
    void *arg)
{
	struct stage *stage = self;
	struct event_to_come *event =
	    stage_soon(stage, STAGE_WORK, true, key_is_made);
	char path[512];

	stage->services.store.key_path(
	    stage, request->domain, request->selector, path, sizeof(path));
	fill_key(&event->what.key.info, path, request->type);
	if (stage->key_failure != ERR_OK)
		err_set(&event->what.key.err, stage->key_failure,
		    "no key for you");
	else if (on_disk(stage, path) != NULL)
		err_set(&event->what.key.err, ERR_EXISTS, "%s is there", path);
	event->what.key.done = done;
	event->what.key.arg = arg;
	return (struct key_job *)event;
}

static void
cancel_key(void *self, struct key_job *job)
{
	stage_drop(self, (struct event_to_come *)job);
}

static enum err_code
load_key(void *self, const char *path, struct key_info *ret, struct err *err)
{
	const struct stage_key *key = on_disk(self, path);

	if (key == NULL)
		return err_set(err, ERR_MISSING, "%s is not there", path);
	fill_key(ret, path, key->type);
	return ERR_OK;
}

static enum err_code
import_key(void *self, const struct key_import *import, struct key_info *ret,
    struct err *err)
{
	const struct stage_key *key = on_disk(self, import->path);
	struct stage *stage = self;
	char path[512];

	stage->services.store.key_path(
	    stage, import->domain, import->selector, path, sizeof(path));
	if (key == NULL)
		return err_set(
		    err, ERR_MISSING, "%s is not there", import->path);
	fill_key(ret, path, key->type);
	if (on_disk(stage, path) == NULL)
		put_on_disk(stage, path, key->type);
	return ERR_OK;
}

static enum err_code
prove(void *self, const struct key_proof *proof, struct err *err)
{
	if (on_disk(self, proof->path) == NULL)
		return err_set(err, ERR_MISSING, "no such key");
	if (strstr(proof->record, stage_public_key) == NULL)
		return err_set(err, ERR_CRYPTO, "another key is published");
	return ERR_OK;
}

/* --- SPF ----------------------------------------------------------------- */

void
stage_spf(struct stage *stage, const char *ip, const char *mail_from,
    enum spf_result result)
{
	struct scripted_verdict *verdict;

	stage->verdict = arena_push(&stage->arena, stage->verdict,
	    &stage->verdicts, sizeof(*stage->verdict));
	verdict = &stage->verdict[stage->verdicts - 1];
	if (!ip_parse(slice_of(ip), &verdict->ip))
		fail_msg("%s is no address", ip);
	verdict->mail_from = mail_from;
	verdict->result = result;
}

void
stage_spf_dies(struct stage *stage)
{
	stage->spf_dies = true;
}

size_t
stage_spf_asked(const struct stage *stage)
{
	return stage->spf_asked;
}

/* The last one that was scripted holds; nobody passes unscripted. */
static enum spf_result
verdict_of(const struct stage *stage, const struct spf_request *request)
{
	enum spf_result result = SPF_NONE;

	for (size_t i = 0; i < stage->verdicts; i++) {
		const struct scripted_verdict *v = &stage->verdict[i];

		if (ip_equal(&v->ip, &request->ip) &&
		    (v->mail_from == NULL ||
			strcmp(v->mail_from, request->mail_from) == 0))
			result = v->result;
	}
	return result;
}

static void
spf_is_judged(struct stage *stage, struct event_to_come *event)
{
	(void)stage;
	event->what.spf.done(event->what.spf.arg, &event->what.spf.verdict);
}

static struct spf_job *
evaluate(void *self, const struct spf_request *request, spf_done *done,
    void *arg)
{
	struct stage *stage = self;
	struct event_to_come *event =
	    stage_soon(stage, STAGE_WORK, true, spf_is_judged);

	stage->spf_asked++;
	event->what.spf.verdict = (struct spf_verdict) {
	    .valid = !stage->spf_dies,
	    .result =
		stage->spf_dies ? SPF_NONE : verdict_of(stage, request),
	};
	event->what.spf.done = done;
	event->what.spf.arg = arg;
	return (struct spf_job *)event;
}

static void
cancel_spf(void *self, struct spf_job *job)
{
	stage_drop(self, (struct event_to_come *)job);
}

/* --- This machine -------------------------------------------------------- */

void
stage_host(struct stage *stage, const struct host_facts *facts)
{
	stage->host = facts;
}

static void
host_is_known(struct stage *stage, struct event_to_come *event)
{
	event->what.host.done(event->what.host.arg, stage->host);
}

void
stage_forget_host(struct stage *stage)
{
	struct event_to_come *event = stage->events, *next;

	for (; event != NULL; event = next) {
		next = event->next;
		if (event->happen == host_is_known)
			stage_drop(stage, event);
	}
}

static void
inspect_host(void *self, struct arena *arena,
    void (*done)(void *arg, const struct host_facts *facts), void *arg)
{
	struct event_to_come *event =
	    stage_soon(self, STAGE_WORK, true, host_is_known);

	(void)arena;
	event->what.host.done = done;
	event->what.host.arg = arg;
}

void
stage_signing(struct stage *stage, const struct host_signing *signing)
{
	stage->signing = *signing;
}

static struct host_signing
find_signing(void *self, struct arena *arena, const char *domain)
{
	const struct stage *stage = self;

	(void)arena;
	(void)domain;
	return stage->signing;
}

void
stage_set_work(struct stage *stage)
{
	static const struct host_facts stranger = {.hostname = ""};

	stage->host = &stranger;
	stage->services.key = (struct key_service) {
	    .self = stage,
	    .generate = generate,
	    .cancel = cancel_key,
	    .load = load_key,
	    .peek = load_key,
	    .import = import_key,
	    .prove = prove,
	};
	stage->services.spf = (struct spf_service) {
	    .self = stage,
	    .evaluate = evaluate,
	    .cancel = cancel_spf,
	};
	stage->services.host = (struct host_service) {
	    .self = stage,
	    .inspect = inspect_host,
	    .signing = find_signing,
	};
}
