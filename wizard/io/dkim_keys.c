#include "wizard/io/dkim_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	enum dkim_key_type type;
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

	job->code = dkim_key_make(
	    job->type, job->bits, &job->stop, &job->key, &job->err);
}

/* The file of a key in its directory: "s202611.key". */
#define NAME_MAX_LEN (DNAME_MAX + 8)

static enum err_code
file_name(const char *selector, const char *extension, char ret[NAME_MAX_LEN],
    struct err *err)
{
	if (!dkim_is_selector(slice_of(selector)))
		return err_set(err, ERR_RANGE,
		    _("'%s' is not a selector: letters, digits and hyphens."),
		    selector);
	(void)snprintf(ret, NAME_MAX_LEN, "%s.%s", selector, extension);
	return ERR_OK;
}

/* Puts the key into the store. */
static enum err_code
keep(struct store *store, const struct dkim_key *key, const char *domain,
    const char *selector, struct key_info *ret, struct err *err)
{
	char name[NAME_MAX_LEN], path[sizeof(ret->path)];
	enum err_code code;
	int dir;

	store_key_path(store, domain, selector, path, sizeof(path));
	if (file_name(selector, "key", name, err) != ERR_OK ||
	    dkim_key_describe(key, path, ret, err) != ERR_OK ||
	    store_open_keys(store, domain, &dir, err) != ERR_OK)
		return err->code;
	code = dkim_key_write(key, dir, name, err);
	(void)close(dir);
	if (code == ERR_EXISTS)
		return err_set(err, ERR_EXISTS,
		    _("There is a private key for the selector %s already "
		      "(%s). It is never overwritten: use it, or choose "
		      "another selector."),
		    selector, path);
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
		       keep(job->keys->store, job->key, job->domain,
			   job->selector, &info, &job->err) == ERR_OK;
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
	job->type = request->type;
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
peek(void *self, const char *path, struct key_info *ret, struct err *err)
{
	struct dkim_key *key;
	enum err_code code;

	(void)self;
	if (dkim_key_read(path, true, &key, err) != ERR_OK)
		return err->code;
	code = dkim_key_describe(key, path, ret, err);
	dkim_key_free(key);
	return code;
}

/* Is it that key, in whatever form, that the file holds? */
static bool
holds(const char *path, const struct key_info *info)
{
	struct err err = ERR_INIT;
	struct key_info there;

	return dkim_key_load(path, &there, &err) == ERR_OK &&
	       there.type == info->type &&
	       strcmp(there.public_base64, info->public_base64) == 0;
}

static enum err_code
import(void *self, const struct key_import *import, struct key_info *ret,
    struct err *err)
{
	struct dkim_keys *keys = self;
	struct dkim_key *key;
	struct key_info info;
	enum err_code code;

	if (dkim_key_read(import->path, true, &key, err) != ERR_OK)
		return err->code;
	code = keep(
	    keys->store, key, import->domain, import->selector, &info, err);
	if (code == ERR_EXISTS && holds(info.path, &info))
		code = err->code = ERR_OK;
	dkim_key_free(key);
	if (code == ERR_OK)
		*ret = info;
	return code;
}

/* As a seed, beside the key: info says where, and of which key. */
static enum err_code
keep_seed(struct store *store, const struct dkim_key *key, const char *domain,
    const struct key_info *info, const char *name, struct err *err)
{
	enum err_code code;
	int dir;

	if (store_open_keys(store, domain, &dir, err) != ERR_OK)
		return err->code;
	code = dkim_key_write_seed(key, dir, name, err);
	(void)close(dir);
	if (code == ERR_EXISTS && holds(info->path, info))
		code = err->code = ERR_OK;
	return code;
}

static enum err_code
write_seed(void *self, const char *domain, const char *selector, char *ret_path,
    size_t size, struct err *err)
{
	char name[NAME_MAX_LEN], path[512];
	struct dkim_keys *keys = self;
	struct dkim_key *key;
	struct key_info info;
	enum err_code code;

	store_key_path(keys->store, domain, selector, path, sizeof(path));
	if (file_name(selector, "seed", name, err) != ERR_OK ||
	    dkim_key_read(path, false, &key, err) != ERR_OK)
		return err->code;
	(void)snprintf(ret_path, size, "%.*s/%s",
	    (int)(strrchr(path, '/') - path), path, name);
	code = dkim_key_describe(key, ret_path, &info, err);
	if (code == ERR_OK)
		code = keep_seed(
		    keys->store, key, domain, &info, name, err);
	dkim_key_free(key);
	return code;
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
	    .peek = peek,
	    .import = import,
	    .write_seed = write_seed,
	    .prove = prove,
	};
}
