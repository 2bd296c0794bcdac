/* The stage's memory of domains, and its files. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/flow/stage_core.h"
#include "wizard/base/mem.h"

static struct kept *
find_in(struct kept *const *kept, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(kept[i]->domain, name) == 0)
			return kept[i];
	return NULL;
}

static struct kept *
find(const struct stage *stage, const char *domain)
{
	return find_in(stage->kept, stage->kepts, domain);
}

static void
copy_entries(
    struct arena *arena, const struct entries *from, struct entries *ret)
{
	ret->count = from->count;
	ret->entry =
	    arena_alloc(arena, (from->count + 1) * sizeof(*ret->entry));
	for (size_t i = 0; i < from->count; i++)
		ret->entry[i] = (struct entry) {
		    arena_copy(arena, from->entry[i].key),
		    arena_copy(arena, from->entry[i].value)};
}

static void
keep_in(struct stage *stage, struct kept ***list, size_t *count,
    const char *name, const struct entries *entries)
{
	struct kept *kept = find_in(*list, *count, name);

	if (kept == NULL) {
		kept = mem_alloc(sizeof(*kept));
		kept->domain = mem_copy(name);
		*list =
		    arena_push(&stage->arena, *list, count, sizeof(**list));
		(*list)[*count - 1] = kept;
	}
	arena_reset(&kept->arena);
	copy_entries(&kept->arena, entries, &kept->entries);
	kept->saved = STAGE_START + stage->ticks;
}

void
stage_keep(struct stage *stage, const char *domain,
    const struct entries *entries)
{
	keep_in(stage, &stage->kept, &stage->kepts, domain, entries);
}

const struct entries *
stage_kept(const struct stage *stage, const char *domain)
{
	const struct kept *kept = find(stage, domain);

	return kept == NULL ? NULL : &kept->entries;
}

const char *
stage_kept_value(
    const struct stage *stage, const char *domain, const char *key)
{
	const struct entries *entries = stage_kept(stage, domain);

	for (size_t i = 0; entries != NULL && i < entries->count; i++)
		if (strcmp(entries->entry[i].key, key) == 0)
			return entries->entry[i].value;
	return "";
}

size_t
stage_saves(const struct stage *stage)
{
	return stage->saves;
}

size_t
stage_journal_lines(const struct stage *stage)
{
	return stage->journal_lines;
}

void
stage_lock(struct stage *stage, bool held_by_another)
{
	stage->held_by_another = held_by_another;
}

bool
stage_is_locked(const struct stage *stage)
{
	return stage->locked;
}

void
stage_saving_fails(struct stage *stage, bool fails)
{
	stage->saving_fails = fails;
}

/* --- The service --------------------------------------------------------- */

static enum err_code
load(void *self, const char *domain, struct arena *arena, struct entries *ret,
    struct err *err)
{
	const struct kept *kept = find(self, domain);

	if (kept == NULL)
		return err_set(err, ERR_MISSING, "nothing known of %s", domain);
	copy_entries(arena, &kept->entries, ret);
	return ERR_OK;
}

static enum err_code
save(void *self, const char *domain, const struct entries *entries,
    struct err *err)
{
	struct stage *stage = self;

	if (stage->saving_fails)
		return err_set(err, ERR_SYS, "the disk is full");
	stage_keep(stage, domain, entries);
	stage->saves++;
	return ERR_OK;
}

static void
journal(void *self, const char *domain, const char *line)
{
	struct stage *stage = self;

	(void)domain;
	(void)line;
	stage->journal_lines++;
}

static enum err_code
lock(void *self, const char *domain, bool take_over,
    struct lock_holder *ret_holder, struct err *err)
{
	struct stage *stage = self;

	(void)domain;
	if (stage->held_by_another && !take_over) {
		*ret_holder = (struct lock_holder) {.pid = 4711};
		return err_set(err, ERR_LOCKED, "open elsewhere");
	}
	stage->held_by_another = false;
	stage->locked = true;
	return ERR_OK;
}

static void
unlock(void *self, const char *domain)
{
	struct stage *stage = self;

	(void)domain;
	if (!stage->locked)
		fail_msg("there was no lock");
	stage->locked = false;
}

static enum err_code
list(void *self, struct arena *arena, struct store_item **ret,
    size_t *ret_count, struct err *err)
{
	const struct stage *stage = self;

	(void)err;
	*ret = NULL;
	*ret_count = 0;
	for (size_t i = 0; i < stage->kepts; i++) {
		struct store_item *item;

		*ret = arena_push(arena, *ret, ret_count, sizeof(**ret));
		item = &(*ret)[*ret_count - 1];
		item->domain = arena_copy(arena, stage->kept[i]->domain);
		item->saved = stage->kept[i]->saved;
		copy_entries(arena, &stage->kept[i]->entries, &item->entries);
	}
	return ERR_OK;
}

static void
key_path(void *self, const char *domain, const char *selector, char *ret,
    size_t size)
{
	(void)self;
	(void)snprintf(ret, size, "/keys/%s/%s.key", domain, selector);
}

/* --- Files --------------------------------------------------------------- */

static enum err_code
write_file(void *self, const char *name, struct slice text, bool replace,
    char *ret_path, size_t size, struct err *err)
{
	struct stage *stage = self;
	struct written_file *file;

	(void)err;
	(void)replace;
	stage->file = arena_push(
	    &stage->arena, stage->file, &stage->files, sizeof(*stage->file));
	file = &stage->file[stage->files - 1];
	file->name = arena_copy(&stage->arena, name);
	file->text = arena_copy_slice(&stage->arena, text);
	(void)snprintf(ret_path, size, "/home/operator/%s", name);
	return ERR_OK;
}

const char *
stage_file(const struct stage *stage, const char *name)
{
	for (size_t i = stage->files; i > 0; i--)
		if (strcmp(stage->file[i - 1].name, name) == 0)
			return stage->file[i - 1].text;
	return NULL;
}

/* --- Notes --------------------------------------------------------------- */

static const char *
note_name(struct stage *stage, enum store_note note, const char *domain)
{
	return arena_printf(&stage->arena, "%d %s", (int)note, domain);
}

static enum err_code
recall(void *self, const char *domain, enum store_note note,
    struct arena *arena, struct entries *ret, struct err *err)
{
	struct stage *stage = self;
	const char *name = note_name(stage, note, domain);
	const struct kept *kept = find_in(stage->note, stage->notes, name);

	if (kept == NULL)
		return err_set(err, ERR_MISSING, "nothing noted of %s", domain);
	copy_entries(arena, &kept->entries, ret);
	return ERR_OK;
}

static enum err_code
remember(void *self, const char *domain, enum store_note note,
    const struct entries *entries, struct err *err)
{
	struct stage *stage = self;

	(void)err;
	keep_in(stage, &stage->note, &stage->notes,
	    note_name(stage, note, domain), entries);
	return ERR_OK;
}

void
stage_keep_notes(struct stage *stage)
{
	stage->services.store.recall = recall;
	stage->services.store.remember = remember;
}

/* --- Life ---------------------------------------------------------------- */

void
stage_set_store(struct stage *stage)
{
	stage->services.store = (struct store_service) {
	    .self = stage,
	    .load = load,
	    .save = save,
	    .journal = journal,
	    .lock = lock,
	    .unlock = unlock,
	    .list = list,
	    .key_path = key_path,
	};
	stage->services.file =
	    (struct file_service) {.self = stage, .write = write_file};
}

static void
release_all(struct kept **kept, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		arena_release(&kept[i]->arena);
		free(kept[i]->domain);
		free(kept[i]);
	}
}

void
stage_release_store(struct stage *stage)
{
	release_all(stage->kept, stage->kepts);
	release_all(stage->note, stage->notes);
	if (stage->locked)
		fail_msg("the lock was kept");
}
