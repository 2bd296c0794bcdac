/* The records as files: for people, and for BIND or what the panel takes. */
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/export.h"
#include "wizard/flow/panels.h"
#include "wizard/flow/step.h"

static bool
write_one(struct wizard *w, const struct change *changes, size_t count,
    const char *format_id, char *ret_path, size_t size, struct err *err)
{
	const struct format_template *format =
	    export_format(w->services->templates, format_id);
	const struct file_service *file = &w->services->file;
	struct arena arena = ARENA_INIT;
	struct buf text = BUF_INIT;
	struct export_job job = {
	    .format = format,
	    .panel = panel_in_use(
		&arena, w->services->templates, &w->d, step_zone_facts(w)),
	    .change = changes,
	    .changes = count,
	    .zone = step_zone(w),
	    .date = when_date(&arena, wizard_now(w)),
	    .facts = wizard_facts(w),
	};
	bool good = false;

	if (format == NULL)
		err_set(err, ERR_MISSING, _("no format \"%s\""), format_id);
	else
		good = export_changes(&text, &job, err) == ERR_OK &&
		    file->write(file->self,
			arena_printf(&arena, "inkan-%s-records.%s",
			    w->d.domain, format->extension),
			(struct slice) {buf_text(&text), text.len},
			w->may_replace, ret_path, size, err) == ERR_OK;
	buf_release(&text);
	arena_release(&arena);
	return good;
}

/* What the panel takes at once, where it does. */
static const char *
bulk_format(const struct wizard *w)
{
	struct arena arena = ARENA_INIT;
	const struct panel_template *panel = panel_in_use(
	    &arena, w->services->templates, &w->d, step_zone_facts(w));
	const char *id = panel->format[0] != '\0' ? panel->format : "bind";

	arena_release(&arena);
	return id;
}

/* A shell, and scp after it, leave these characters alone. */
static bool
is_plain_path(const char *path)
{
	return path[strspn(path,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		   "0123456789/._-+")] == '\0';
}

/* By which name ssh may find this machine; HOST is for the user to replace. */
static const char *
host_name(const struct wizard *w)
{
	const char *name = w->host != NULL ? w->host->hostname : NULL;

	return name == NULL || name[0] == '\0' || !is_plain_path(name)
	    ? "HOST"
	    : name;
}

/* How the file comes to where it is needed. */
static void
offer_fetch(struct wizard *w, const char *path)
{
	w->may_replace = false;
	w->fetch[0] = '\0';
	if (is_plain_path(path))
		(void)snprintf(w->fetch, sizeof(w->fetch), "scp %s:%s .",
		    host_name(w), path);
}

static void
say_written(struct wizard *w, const char *path, const char *bulk)
{
	wizard_say(w, ROLE_OK, _("Written: %.180s and %.180s"), path, bulk);
	offer_fetch(w, path);
}

/* The key was pressed once more when the answer is yes. */
static void
say_unwritten(struct wizard *w, const struct err *err)
{
	w->may_replace = err->code == ERR_EXISTS;
	if (w->may_replace)
		wizard_say(w, ROLE_WARNING,
		    _("%.300s w once more replaces it."), err->msg);
	else
		wizard_say(w, ROLE_PROBLEM, "%s", err->msg);
}

void
step_write_files(
    struct wizard *w, const struct change *changes, size_t count)
{
	char panel[512], bulk[512];
	struct err err = ERR_INIT;

	if (write_one(w, changes, count, "panel", panel, sizeof(panel), &err) &&
	    write_one(
		w, changes, count, bulk_format(w), bulk, sizeof(bulk), &err))
		say_written(w, panel, bulk);
	else
		say_unwritten(w, &err);
}

void
step_write_policy(struct wizard *w)
{
	const struct file_service *file = &w->services->file;
	const struct policy_file *policy = w->plan.policy;
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	char path[512];

	if (policy == NULL)
		return;
	if (file->write(file->self,
		arena_printf(&arena, "inkan-%s-mta-sts.txt", w->d.domain),
		slice_of(policy->text), w->may_replace, path, sizeof(path),
		&err) == ERR_OK) {
		offer_fetch(w, path);
		wizard_say(w, ROLE_OK, _("Written: %.360s"), path);
	} else {
		say_unwritten(w, &err);
	}
	arena_release(&arena);
}

void
step_view_fetch(const struct wizard *w, struct arena *a, struct view *v)
{
	if (w->fetch[0] == '\0')
		return;
	view_text(a, v, _("To fetch it, type on your own computer:"))->role =
	    ROLE_DIM;
	view_text(a, v, "%s", w->fetch);
}
