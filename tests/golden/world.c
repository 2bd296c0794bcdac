#include "tests/golden/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/mem.h"
#include "wizard/io/templates.h"
#include "wizard/record/message.h"

#define KEY_MS 1500 /* a key of 2048 bits takes about this long */
#define SPF_MS 300

/* The public half of a key whose private half nobody has. */
static const char public_key[] =
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAycn11+sA8Z/IDs8/PP2Z"
    "M7VfcNWnBSuVNmYRURBxL1JUbozw1rVshUjVSeCEBBr0/eOASEu9o66q3MFgmU4C"
    "LJRU6RCBMbkSi1rqcoKOveM4lo8MEoEoMCtlqFeF/64Rrab5d487Wg8/QcsjwHpx"
    "Vcz8gfTN7lmRuG9+IaVkcPr9YDFXQ9adls+Espx8a5hMad78MuEpgWo9HVJ9UYZN"
    "BNVrpvcOkHRxBnVKzHm9niyiW7ezp7GQqPIx9wQMxJrZfq6QBh1/rwx3q4eib6Kq"
    "dcf5Uey2S6223d3Fp+7DJv780nosQtLAYYbPtk1ZMkMswzes1VqeisxAMe1HubV0"
    "7wIDAQAB";

struct kept {
	struct kept *next;
	char *domain;
	struct arena arena;
	struct entries entries;
	int64_t saved;
};

/* Work that ends after some virtual time; kinds differ in what they call. */
struct work {
	struct world *world;
	struct timer *timer;
	key_done *key;
	spf_done *spf;
	mail_done *mail;
	size_t signatures;
	void *arg;
	struct key_info info;
};

struct world {
	struct arena arena;
	struct sim *sim;
	struct templates templates;
	struct services services;
	struct kept *kept;
	struct work *work[64];
	size_t works;
};

/* --- work that takes time --------------------------------------------- */

static void
forget_work(struct world *world, struct work *work)
{
	for (size_t i = 0; i < world->works; i++)
		if (world->work[i] == work) {
			world->work[i] = world->work[--world->works];
			break;
		}
	free(work);
}

static void
finish_work(void *arg)
{
	struct work *work = arg;
	struct err none = ERR_INIT;
	struct spf_verdict verdict = {.valid = true, .result = SPF_PASS};
	static const struct mail_signature good[MAIL_SIGNATURES_MAX];

	if (work->key != NULL)
		work->key(work->arg, &work->info, &none);
	else if (work->mail != NULL)
		work->mail(work->arg, good, work->signatures);
	else
		work->spf(work->arg, &verdict);
	forget_work(work->world, work);
}

static struct work *
begin_work(struct world *world, int64_t ms, void *arg)
{
	const struct clock_service *clock = &world->services.clock;
	struct work *work = mem_alloc(sizeof(*work));

	if (world->works == COUNT_OF(world->work)) {
		fprintf(stderr, "too much work at once\n");
		exit(1);
	}
	*work = (struct work) {.world = world, .arg = arg};
	work->timer = clock->after(clock->self, ms, finish_work, work);
	world->work[world->works++] = work;
	return work;
}

static void
cancel_work(struct world *world, struct work *work)
{
	const struct clock_service *clock = &world->services.clock;

	clock->stop(clock->self, work->timer);
	forget_work(world, work);
}

/* --- keys ------------------------------------------------------------- */

static struct key_job *
generate(
    void *self, const struct key_request *request, key_done *done, void *arg)
{
	struct world *world = self;
	struct work *work = begin_work(world, KEY_MS, arg);

	work->key = done;
	work->info.bits = request->bits;
	work->info.type = request->type;
	(void)snprintf(work->info.path, sizeof(work->info.path),
	    "/var/lib/inkan/%s/keys/%s.key", request->domain,
	    request->selector);
	(void)strcpy(work->info.public_base64, public_key);
	return (struct key_job *)work;
}

static void
cancel_key(void *self, struct key_job *job)
{
	cancel_work(self, (struct work *)job);
}

static enum err_code
load_key(void *self, const char *path, struct key_info *ret, struct err *err)
{
	(void)self;
	(void)ret;
	return err_set(err, ERR_MISSING, "%s is not there", path);
}

static enum err_code
prove(void *self, const struct key_proof *proof, struct err *err)
{
	(void)self;
	(void)proof;
	(void)err;
	return ERR_OK;
}

/* --- SPF by the other library
 * ---------------------------------------------------------- */

static struct spf_job *
evaluate(
    void *self, const struct spf_request *request, spf_done *done, void *arg)
{
	struct work *work = begin_work(self, SPF_MS, arg);

	(void)request;
	work->spf = done;
	return (struct spf_job *)work;
}

static void
cancel_spf(void *self, struct spf_job *job)
{
	cancel_work(self, (struct work *)job);
}

/* --- messages; every signature is good ---------------------------------- */

static struct mail_job *
verify(
    void *self, const struct mail_request *request, mail_done *done, void *arg)
{
	struct work *work = begin_work(self, SPF_MS, arg);
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct message message;

	if (message_parse(&arena, request->message, &message, &err) == ERR_OK)
		work->signatures = message_count(&message, "DKIM-Signature");
	work->mail = done;
	arena_release(&arena);
	return (struct mail_job *)work;
}

static void
cancel_verifying(void *self, struct mail_job *job)
{
	cancel_work(self, (struct work *)job);
}

/* --- what is kept ----------------------------------------------------- */

static struct kept *
find(struct world *world, const char *domain)
{
	struct kept *kept = world->kept;

	while (kept != NULL && strcmp(kept->domain, domain) != 0)
		kept = kept->next;
	return kept;
}

static void
copy_entries(
    struct arena *arena, const struct entries *from, struct entries *ret)
{
	ret->count = from->count;
	ret->entry = arena_alloc(arena, from->count * sizeof(*ret->entry));
	for (size_t i = 0; i < from->count; i++)
		ret->entry[i] =
		    (struct entry) {arena_copy(arena, from->entry[i].key),
			arena_copy(arena, from->entry[i].value)};
}

static enum err_code
load(void *self, const char *domain, struct arena *arena, struct entries *ret,
    struct err *err)
{
	struct kept *kept = find(self, domain);

	if (kept == NULL)
		return err_set(err, ERR_MISSING, "nothing known of %s", domain);
	copy_entries(arena, &kept->entries, ret);
	return ERR_OK;
}

static enum err_code
save(void *self, const char *domain, const struct entries *entries,
    struct err *err)
{
	struct world *world = self;
	struct kept *kept = find(world, domain);

	(void)err;
	if (kept == NULL) {
		kept = mem_alloc(sizeof(*kept));
		kept->domain = mem_copy(domain);
		kept->next = world->kept;
		world->kept = kept;
	}
	arena_reset(&kept->arena);
	copy_entries(&kept->arena, entries, &kept->entries);
	kept->saved = world->services.clock.now(world->services.clock.self);
	return ERR_OK;
}

static void
journal(void *self, const char *domain, const char *line)
{
	(void)self;
	(void)domain;
	(void)line;
}

static enum err_code
lock(void *self, const char *domain, bool take_over,
    struct lock_holder *ret_holder, struct err *err)
{
	(void)self;
	(void)domain;
	(void)take_over;
	(void)ret_holder;
	(void)err;
	return ERR_OK;
}

static void
unlock(void *self, const char *domain)
{
	(void)self;
	(void)domain;
}

static enum err_code
list(void *self, struct arena *arena, struct store_item **ret,
    size_t *ret_count, struct err *err)
{
	struct world *world = self;

	(void)err;
	*ret = NULL;
	*ret_count = 0;
	for (struct kept *kept = world->kept; kept != NULL; kept = kept->next) {
		struct store_item *item;

		*ret = arena_push(arena, *ret, ret_count, sizeof(**ret));
		item = &(*ret)[*ret_count - 1];
		item->domain = arena_copy(arena, kept->domain);
		item->saved = kept->saved;
		copy_entries(arena, &kept->entries, &item->entries);
	}
	return ERR_OK;
}

static void
release_kept(struct kept *kept)
{
	arena_release(&kept->arena);
	free(kept->domain);
	free(kept);
}

static enum err_code
forget(void *self, const char *domain, struct err *err)
{
	struct world *world = self;

	(void)err;
	for (struct kept **p = &world->kept; *p != NULL; p = &(*p)->next) {
		struct kept *kept = *p;

		if (strcmp(kept->domain, domain) != 0)
			continue;
		*p = kept->next;
		release_kept(kept);
		break;
	}
	return ERR_OK;
}

static void
key_path(void *self, const char *domain, const char *selector, char *ret,
    size_t size)
{
	(void)self;
	(void)snprintf(
	    ret, size, "/var/lib/inkan/%s/keys/%s.key", domain, selector);
}

static enum err_code
write_file(void *self, const char *name, struct slice text, bool replace,
    char *ret_path, size_t size, struct err *err)
{
	(void)self;
	(void)text;
	(void)replace;
	(void)err;
	(void)snprintf(ret_path, size, "/home/operator/%s", name);
	return ERR_OK;
}

/* --- the whole -------------------------------------------------------- */

static void
die(const struct err *err)
{
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

static const char *
story_of(const char *scenario)
{
	const struct sim_scenario *known;
	size_t count = sim_scenarios(&known);

	for (size_t i = 0; i < count; i++)
		if (strcmp(known[i].id, scenario) == 0)
			return known[i].story;
	return "";
}

static void
fill(struct world *world, const char *scenario)
{
	struct services *s = &world->services;

	sim_services(world->sim, s);
	s->story = story_of(scenario);
	s->key = (struct key_service) {.self = world,
	    .generate = generate,
	    .cancel = cancel_key,
	    .load = load_key,
	    .peek = load_key,
	    .prove = prove};
	s->spf = (struct spf_service) {
	    .self = world, .evaluate = evaluate, .cancel = cancel_spf};
	s->mail = (struct mail_service) {
	    .self = world, .verify = verify, .cancel = cancel_verifying};
	s->store = (struct store_service) {.self = world,
	    .load = load,
	    .save = save,
	    .journal = journal,
	    .lock = lock,
	    .unlock = unlock,
	    .list = list,
	    .forget = forget,
	    .key_path = key_path};
	s->file = (struct file_service) {.self = world, .write = write_file};
	s->templates = &world->templates;
}

struct world *
world_new(const char *scenario)
{
	struct world *world = mem_alloc(sizeof(*world));
	const char *folders[] = {TEMPLATES_DIR};
	struct paths dirs = {.path = folders, .count = 1};
	struct err err = ERR_INIT;

	if (templates_load_from(
		&world->arena, &dirs, &world->templates, &err) != ERR_OK)
		die(&err);
	world->sim =
	    sim_new(TEMPLATES_DIR "/practice", scenario, WORLD_START, &err);
	if (world->sim == NULL)
		die(&err);
	fill(world, scenario);
	return world;
}

void
world_take_updates(struct world *world)
{
	world_updates(&world->services);
}

void
world_recognise(struct world *world, const char *id)
{
	struct templates *t = &world->templates;
	struct panel_template *panel = arena_alloc(
	    &world->arena, t->panels * sizeof(*panel));
	size_t found = 0;

	memcpy(panel, t->panel, t->panels * sizeof(*panel));
	for (size_t i = 0; i < t->panels; i++) {
		if (strcmp(panel[i].id, id) != 0)
			continue;
		panel[i].servers = "dns.example";
		found++;
	}
	t->panel = panel;
	if (found == 0) {
		fprintf(stderr, "no panel %s\n", id);
		exit(1);
	}
}

void
world_free(struct world *world)
{
	while (world->works > 0)
		cancel_work(world, world->work[0]);
	while (world->kept != NULL) {
		struct kept *next = world->kept->next;

		release_kept(world->kept);
		world->kept = next;
	}
	sim_free(world->sim);
	arena_release(&world->arena);
	free(world);
}

const struct services *
world_services(struct world *world)
{
	return &world->services;
}

struct sim *
world_sim(struct world *world)
{
	return world->sim;
}
