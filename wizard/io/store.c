#include "wizard/io/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"
#include "wizard/io/store_dir.h"
#include "wizard/io/store_lock.h"
#include "wizard/io/store_state.h"
#include "wizard/io/wholefile.h"

#define LIST_MAX 4096 /* domains shown at most */
#define JOURNAL_MAX 1024 /* octets of one line */

static const char state_file[] = "state";
/* The one before: it takes the place of a damaged one. */
static const char before_file[] = "state.before";
static const char *const note_files[] = {
    [NOTE_SEEN] = "seen",
    [NOTE_PAST] = "past",
};

struct held {
	struct held *next;
	char *domain;
	int fd;
};

struct store {
	char *base;
	struct held *held;
};

struct store *
store_new(const char *base)
{
	struct store *store = mem_alloc(sizeof(*store));

	store->base = mem_copy(base);
	return store;
}

/* --- Locks --------------------------------------------------------------- */

static struct held **
find_held(struct store *store, const char *domain)
{
	struct held **at = &store->held;

	while (*at != NULL && strcmp((*at)->domain, domain) != 0)
		at = &(*at)->next;
	return at;
}

static enum err_code
lock(void *self, const char *domain, bool take_over,
    struct lock_holder *ret_holder, struct err *err)
{
	struct held **at = find_held(self, domain);
	struct store *store = self;
	enum err_code code;
	int dir, fd;

	if (*at != NULL)
		return ERR_OK;
	if (store_dir_domain(store->base, domain, true, &dir, err) != ERR_OK)
		return err->code;
	code = store_lock(dir, take_over, &fd, ret_holder, err);
	(void)close(dir);
	if (code != ERR_OK)
		return code;
	*at = mem_alloc(sizeof(**at));
	(*at)->domain = mem_copy(domain);
	(*at)->fd = fd;
	return ERR_OK;
}

static void
let_go(struct held **at)
{
	struct held *held = *at;

	*at = held->next;
	(void)close(held->fd);
	free(held->domain);
	free(held);
}

static void
unlock(void *self, const char *domain)
{
	struct held **at = find_held(self, domain);

	if (*at != NULL)
		let_go(at);
}

void
store_free(struct store *store)
{
	if (store == NULL)
		return;
	while (store->held != NULL)
		let_go(&store->held);
	free(store->base);
	free(store);
}

/* --- State --------------------------------------------------------------- */

static enum err_code
read_file(int dir, const char *file, struct arena *arena, struct entries *ret,
    struct err *err)
{
	struct buf text = BUF_INIT;
	enum err_code code;

	code = wholefile_read(dir, file, false, STATE_MAX, &text, err);
	if (code == ERR_OK) {
		struct slice json = {.ptr = buf_text(&text), .len = text.len};

		code = state_parse(arena, json, ret, err);
	}
	buf_release(&text);
	return code;
}

static void
utc_now(char *ret, size_t size, const char *format)
{
	time_t now = time(NULL);
	struct tm tm;

	if (gmtime_r(&now, &tm) == NULL ||
	    strftime(ret, size, format, &tm) == 0)
		(void)snprintf(ret, size, "?");
}

/* A second name for what is going to be replaced. */
static void
keep_before(int dir)
{
	(void)unlinkat(dir, before_file, 0);
	/* Where there are no links there is no copy. */
	(void)!linkat(dir, state_file, dir, before_file, 0);
}

static bool
restore_before(int dir)
{
	struct arena arena = ARENA_INIT;
	struct entries entries;
	struct err err;
	bool good =
	    read_file(dir, before_file, &arena, &entries, &err) == ERR_OK &&
	    renameat(dir, before_file, dir, state_file) == 0;

	arena_release(&arena);
	return good;
}

/* What cannot be read is kept for a person to look at, never overwritten. */
static enum err_code
set_aside(int dir, const char *file, const char *domain, struct err *err)
{
	char reason[sizeof(err->msg)];
	char now[32], name[48];

	utc_now(now, sizeof(now), "%Y%m%dT%H%M%SZ");
	(void)snprintf(name, sizeof(name), "%s.bad-%s", file, now);
	(void)snprintf(reason, sizeof(reason), "%s", err->msg);
	if (renameat(dir, file, dir, name) == -1)
		return err_sys(err,
		    _("What was saved for %s is damaged and cannot be moved "
		      "out of the way"),
		    domain);
	if (strcmp(file, state_file) != 0)
		return err_set(err, ERR_SYNTAX,
		    _("What was kept about %s for comparison is damaged (%s). "
		      "It is set aside as %s."),
		    domain, reason, name);
	if (restore_before(dir))
		return err_set(err, ERR_SYNTAX,
		    _("What was saved for %s is damaged (%s). It is kept as "
		      "%s, and what was saved just before it takes its place. "
		      "The journal beside it says what was done last."),
		    domain, reason, name);
	return err_set(err, ERR_SYNTAX,
	    _("What was saved for %s is damaged (%s). It is kept as %s, and "
	      "the wizard begins anew."),
	    domain, reason, name);
}

static enum err_code
load_file(struct store *store, const char *domain, const char *file,
    struct arena *arena, struct entries *ret, struct err *err)
{
	enum err_code code;
	int dir;

	if (store_dir_domain(store->base, domain, false, &dir, err) != ERR_OK)
		return err->code;
	code = read_file(dir, file, arena, ret, err);
	if (code == ERR_SYNTAX || code == ERR_LIMIT)
		code = set_aside(dir, file, domain, err);
	(void)close(dir);
	return code;
}

static enum err_code
save_file(struct store *store, const char *domain, const char *file,
    const struct entries *entries, struct err *err)
{
	struct buf text = BUF_INIT;
	enum err_code code;
	int dir;

	code = state_print(entries, &text, err);
	if (code == ERR_OK)
		code = store_dir_domain(store->base, domain, true, &dir, err);
	if (code == ERR_OK) {
		struct slice json = {.ptr = buf_text(&text), .len = text.len};

		if (strcmp(file, state_file) == 0)
			keep_before(dir);
		code = wholefile_write(dir, file, 0600, true, json, err);
		(void)close(dir);
	}
	buf_release(&text);
	return code;
}

static enum err_code
load(void *self, const char *domain, struct arena *arena, struct entries *ret,
    struct err *err)
{
	return load_file(self, domain, state_file, arena, ret, err);
}

static enum err_code
save(void *self, const char *domain, const struct entries *entries,
    struct err *err)
{
	return save_file(self, domain, state_file, entries, err);
}

static enum err_code
recall(void *self, const char *domain, enum store_note note,
    struct arena *arena, struct entries *ret, struct err *err)
{
	return load_file(self, domain, note_files[note], arena, ret, err);
}

static enum err_code
remember(void *self, const char *domain, enum store_note note,
    const struct entries *entries, struct err *err)
{
	return save_file(self, domain, note_files[note], entries, err);
}

/* --- Journal ------------------------------------------------------------- */

static void
journal(void *self, const char *domain, const char *line)
{
	struct store *store = self;
	struct arena arena = ARENA_INIT;
	struct err err;
	char now[32];
	int dir, fd;

	if (store_dir_domain(store->base, domain, true, &dir, &err) != ERR_OK)
		return;
	fd = openat(dir, "journal",
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	(void)close(dir);
	if (fd == -1)
		return;
	utc_now(now, sizeof(now), "%Y-%m-%dT%H:%M:%SZ");
	(void)dprintf(fd, "%s  %.*s\n", now, JOURNAL_MAX,
	    text_safe(&arena, slice_of(line)));
	(void)close(fd);
	arena_release(&arena);
}

/* --- All domains --------------------------------------------------------- */

/* What is known about one domain; false: nothing. */
static bool
read_item(struct store *store, const char *name, struct arena *arena,
    struct store_item *ret)
{
	struct store_item item = {.damaged = false};
	struct stat st;
	struct err err;
	int dir;

	if (!store_dir_is_domain(name) ||
	    store_dir_domain(store->base, name, false, &dir, &err) != ERR_OK)
		return false;
	if (fstatat(dir, state_file, &st, AT_SYMLINK_NOFOLLOW) == -1) {
		(void)close(dir);
		return false;
	}
	item.domain = arena_copy(arena, name);
	item.saved =
	    (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	item.damaged = read_file(dir, state_file, arena,
			   &item.entries, &err) != ERR_OK;
	(void)close(dir);
	*ret = item;
	return true;
}

static int
by_domain(const void *a, const void *b)
{
	const struct store_item *left = a, *right = b;

	return strcmp(left->domain, right->domain);
}

static enum err_code
list(void *self, struct arena *arena, struct store_item **ret,
    size_t *ret_count, struct err *err)
{
	struct store_item item, *items = NULL;
	struct store *store = self;
	struct dirent *entry;
	size_t count = 0;
	DIR *base = NULL;
	int fd;

	if (store_dir_base(store->base, false, &fd, err) == ERR_OK)
		base = fdopendir(fd);
	else if (err->code != ERR_MISSING)
		return err->code;
	while (base != NULL && count < LIST_MAX &&
	       (entry = readdir(base)) != NULL) {
		if (!read_item(store, entry->d_name, arena, &item))
			continue;
		items = arena_push(arena, items, &count, sizeof(*items));
		items[count - 1] = item;
	}
	if (base != NULL)
		(void)closedir(base);
	if (count > 1)
		qsort(items, count, sizeof(*items), by_domain);
	*ret = items;
	*ret_count = count;
	return ERR_OK;
}

static enum err_code
forget(void *self, const char *domain, struct err *err)
{
	static const char *const files[] = {
	    "journal", "lock", "past", "seen", "state"};
	struct store *store = self;
	enum err_code code = ERR_OK;
	int dir;

	if (store_dir_domain(store->base, domain, false, &dir, err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < COUNT_OF(files) && code == ERR_OK; i++)
		if (unlinkat(dir, files[i], 0) == -1 && errno != ENOENT)
			code =
			    err_sys(err, _("%s cannot be removed"), files[i]);
	(void)close(dir);
	unlock(store, domain);
	return code;
}

/* --- Keys ---------------------------------------------------------------- */

enum err_code
store_open_keys(
    struct store *store, const char *domain, int *ret_fd, struct err *err)
{
	return store_dir_keys(store->base, domain, ret_fd, err);
}

void
store_key_path(const struct store *store, const char *domain,
    const char *selector, char *ret, size_t size)
{
	(void)snprintf(
	    ret, size, "%s/%s/keys/%s.key", store->base, domain, selector);
}

static void
key_path(void *self, const char *domain, const char *selector, char *ret,
    size_t size)
{
	store_key_path(self, domain, selector, ret, size);
}

struct store_service
store_service(struct store *store)
{
	return (struct store_service) {
	    .self = store,
	    .load = load,
	    .save = save,
	    .recall = recall,
	    .remember = remember,
	    .journal = journal,
	    .lock = lock,
	    .unlock = unlock,
	    .list = list,
	    .forget = forget,
	    .key_path = key_path,
	};
}
