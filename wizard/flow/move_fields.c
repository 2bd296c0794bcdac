#include "wizard/flow/move_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"

#define OLD_TTL_MAX (INT64_C(30) * 24 * 3600) /* s; more is a mistake */

/* What stands in the fields, understood. */
struct said {
	struct ip from[MOVING_MAX], to[MOVING_MAX];
	struct move_request request;
};

static struct slice
typed(const struct wizard *w, enum move_field field)
{
	return slice_trim(slice_of(w->moving.field[field]), " \t");
}

bool
move_fields_shown(const struct wizard *w)
{
	return w->d.movings == 0 || w->moving.open;
}

/* --- Understanding ------------------------------------------------------- */

static enum err_code
read_ttl(const struct wizard *w, int64_t *ret, struct err *err)
{
	struct slice text = typed(w, MOVE_FIELD_TTL);
	int64_t ttl = 0;

	for (size_t i = 0; i < text.len && ttl <= OLD_TTL_MAX; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return err_set(err, ERR_SYNTAX,
			    _("Type the old TTL in seconds, for example "
			      "86400."));
		ttl = ttl * 10 + (text.ptr[i] - '0');
	}
	if (ttl > OLD_TTL_MAX)
		return err_set(err, ERR_RANGE,
		    _("No cache keeps a record for that long."));
	*ret = ttl;
	return ERR_OK;
}

static enum err_code
read_both(const struct wizard *w, struct said *said, struct err *err)
{
	struct move_request *r = &said->request;

	if (move_read(w->moving.field[MOVE_FIELD_NEW], said->to, &r->tos,
		err) != ERR_OK ||
	    move_read(w->moving.field[MOVE_FIELD_OLD], said->from, &r->froms,
		err) != ERR_OK)
		return err->code;
	for (size_t i = 0; i < r->froms; i++)
		for (size_t k = 0; k < r->tos; k++)
			if (ip_equal(&said->from[i], &said->to[k]))
				return err_set(err, ERR_RANGE,
				    _("An address cannot be both old and "
				      "new."));
	return read_ttl(w, &r->ttl, err);
}

static enum err_code
read_all(const struct wizard *w, struct said *said, struct err *err)
{
	said->request = (struct move_request) {
	    .from = said->from, .to = said->to, .now = wizard_now(w)};
	return read_both(w, said, err);
}

/* --- Showing ------------------------------------------------------------- */

static void
view_field(const struct wizard *w, struct arena *a, struct view *v,
    enum move_field field)
{
	static const struct {
		int id;
		const char *label, *note;
	} fields[] = {
	    [MOVE_FIELD_NEW] = {MOVE_NEW_FIELD, N_("New address"),
		N_("where mail will come from")},
	    [MOVE_FIELD_OLD] = {MOVE_OLD_FIELD, N_("Old address"),
		N_("empty: as the records show it")},
	    [MOVE_FIELD_TTL] = {MOVE_TTL_FIELD, N_("Old TTL"),
		N_("in seconds; only if it was lowered already")},
	};
	struct item *item = view_add(a, v, ITEM_FIELD, fields[field].id);

	item->label = _(fields[field].label);
	item->value = w->moving.field[field];
	item->suggestion = "";
	item->note = _(fields[field].note);
}

void
move_fields_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct said said;
	struct err err = ERR_INIT;

	view_text(a, v,
	    _("Where does the mail server move to? An address of each kind, "
	      "IPv4 and IPv6, that changes; blanks between them."));
	for (size_t i = 0; i < MOVE_FIELDS; i++)
		view_field(w, a, v, (enum move_field)i);
	if (read_all(w, &said, &err) != ERR_OK)
		view_text(a, v, "%s", arena_copy(a, err.msg))->role =
		    ROLE_PROBLEM;
}

/* --- What the user does -------------------------------------------------- */

static void
put_addresses(const struct decisions *d, enum move_side side, char *ret)
{
	size_t n = 0;

	ret[0] = '\0';
	for (size_t i = 0; i < d->movings; i++)
		if (d->moving[i].side == (int64_t)side)
			n += (size_t)snprintf(ret + n, TYPED_MAX - n, "%s%s",
			    n > 0 ? " " : "", d->moving[i].ip);
}

void
move_fields_close(struct wizard *w)
{
	memset(&w->moving, 0, sizeof(w->moving));
}

void
move_fields_open(struct wizard *w)
{
	move_fields_close(w);
	w->moving.open = true;
	put_addresses(&w->d, MOVE_NEW, w->moving.field[MOVE_FIELD_NEW]);
	put_addresses(&w->d, MOVE_OLD, w->moving.field[MOVE_FIELD_OLD]);
}

bool
move_fields_changed(const struct wizard *w)
{
	for (size_t i = 0; i < MOVE_FIELDS; i++)
		if (typed(w, (enum move_field)i).len > 0)
			return true;
	return false;
}

bool
move_fields_type(struct wizard *w, int item, const char *text)
{
	int field = item - MOVE_NEW_FIELD;

	if (field < 0 || field >= MOVE_FIELDS)
		return false;
	(void)snprintf(w->moving.field[field], TYPED_MAX, "%s", text);
	return true;
}

bool
move_fields_take(struct wizard *w)
{
	struct said said;
	struct err err = ERR_INIT;

	if (read_all(w, &said, &err) != ERR_OK) {
		wizard_say(w, ROLE_PROBLEM, "%s", err.msg);
		return false;
	}
	if (!move_begin(&w->d, wizard_facts(w), &said.request)) {
		wizard_say(w, ROLE_WARNING,
		    _("Type at least the new address: neither this machine "
		      "nor the records show a move."));
		return false;
	}
	wizard_journal(w, "move: from %s to %s",
	    w->moving.field[MOVE_FIELD_OLD], w->moving.field[MOVE_FIELD_NEW]);
	move_fields_close(w);
	wizard_save_soon(w);
	wizard_look(w);
	return true;
}
