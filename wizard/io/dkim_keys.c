#include "wizard/io/dkim_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/dkim_key.h"
#include "wizard/io/dkim_proof.h"

struct dkim_keys {
	struct loop *loop;
	struct store *store;
};

struct key_job {
	struct dkim_keys *keys;
	struct work *work;
	char *domain, *selector;
	unsigned bits;
	key_done *done;
	void *arg;
	atomic_bool stop;
	struct dkim_key *key;
	enum err_code code;
	struct err err;
};

struct dkim_keys *
dkim_keys_new(struct loop *loop, struct store *store)
{
	struct dkim_keys *keys = mem_alloc(sizeof(*keys));

	keys->loop = loop;
	keys->store = store;
	return keys;
}

void
dkim_keys_free(struct dkim_keys *keys)
{
	free(keys);
}

/* Runs in a thread. */
static void
search(void *arg)
{
	struct key_job *job = arg;

	job->code = dkim_key_make(job->bits, &job->stop, &job->key, &job->err);
}

/* Puts the key into the store. */
static enum err_code
keep(struct key_job *job, struct key_info *ret, struct err *err)
{
	char name[DNAME_MAX + 8], path[sizeof(ret->path)];
	struct store *store = job->keys->store;
	enum err_code code;
	int dir;

	if (!dkim_is_selector(slice_of(job->selector)))
		return err_set(err, ERR_RANGE,
		    _("'%s' is not a selector: letters, digits and hyphens."),
		    job->selector);
	(void)snprintf(name, sizeof(name), "%s.key", job->selector);
	store_key_path(store, job->domain, job->selector, path, sizeof(path));
	if (dkim_key_describe(job->key, path, ret, err) != ERR_OK ||
	    store_open_keys(store, job->domain, &dir, err) != ERR_OK)
		return err->code;
	code = dkim_key_write(job->key, dir, name, err);
	(void)close(dir);
	if (code == ERR_EXISTS)
		return err_set(err, ERR_EXISTS,
		    _("There is a private key for the selector %s already "
		      "(%s). It is never overwritten: use it, or choose "
		      "another selector."),
		    job->selector, path);
	return code;
}

/*
 * Back in the loop, where nobody can cancel any more: only now is a file made,
 * so that a cancelled job leaves none behind.
 */
static void
finish(void *arg, bool cancelled)
{
	struct key_job *job = arg;
	struct key_info info;
	bool kept;

	if (!cancelled) {
		kept = job->code == ERR_OK &&
		       keep(job, &info, &job->err) == ERR_OK;
		job->done(job->arg, kept ? &info : NULL, &job->err);
	}
	dkim_key_free(job->key);
	free(job->domain);
	free(job->selector);
	free(job);
}

static struct key_job *
generate(
    void *self, const struct key_request *request, key_done *done, void *arg)
{
	struct key_job *job = mem_alloc(sizeof(*job));

	job->keys = self;
	job->domain = mem_copy(request->domain);
	job->selector = mem_copy(request->selector);
	job->bits = request->bits;
	job->done = done;
	job->arg = arg;
	job->work = loop_work(job->keys->loop, search, finish, job);
	return job;
}

static void
cancel(void *self, struct key_job *job)
{
	(void)self;
	atomic_store(&job->stop, true);
	loop_work_cancel(job->work);
}

static enum err_code
load(void *self, const char *path, struct key_info *ret, struct err *err)
{
	(void)self;
	return dkim_key_load(path, ret, err);
}

static enum err_code
prove(void *self, const struct key_proof *proof, struct err *err)
{
	(void)self;
	return dkim_prove(proof, err);
}

struct key_service
dkim_keys_service(struct dkim_keys *keys)
{
	return (struct key_service) {
	    .self = keys,
	    .generate = generate,
	    .cancel = cancel,
	    .load = load,
	    .prove = prove,
	};
}
