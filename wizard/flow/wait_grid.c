#include "wizard/flow/wait_grid.h"

#include "wizard/base/i18n.h"

enum { SERVER_ID = ITEM_FIRST_ID };

/* --- One cell ----------------------------------------------------------------- */

static struct cell
cell_of(const struct watch_cell *c)
{
	static const struct cell cells[] = {
	    [CELL_ASKING] = {N_("asking"), ROLE_WAIT},
	    [CELL_NEW] = {N_("NEW"), ROLE_OK},
	    [CELL_OLD] = {N_("old"), ROLE_WARNING},
	    [CELL_NONE] = {N_("none"), ROLE_WARNING},
	    [CELL_WAITS] = {N_("waits"), ROLE_DIM},
	    [CELL_DIFFERS] = {N_("differs"), ROLE_PROBLEM},
	    [CELL_NO_ANSWER] = {N_("no answer"), ROLE_PROBLEM},
	    [CELL_ALIAS] = {N_("alias"), ROLE_NORMAL},
	    [CELL_NOT_HERE] = {"-", ROLE_DIM},
	};

	return (struct cell) {
	    _(cells[c->state].text), cells[c->state].role};
}

static struct cell
server_cell(struct arena *a, const struct watch_server *s, size_t change,
    int64_t now)
{
	const struct watch_cell *c = &s->cell[change];
	struct cell cell = cell_of(c);
	int64_t left =
	    (int64_t)c->ttl_left * 1000 - when_since(now, c->asked);

	if (s->authority && c->state == CELL_NONE)
		cell.text = _("not yet");
	else if (!s->authority &&
	    (c->state == CELL_NONE || c->state == CELL_OLD) && left > 0)
		cell.text = arena_printf(
		    a, "%s ~%s", cell.text, when_span(a, left));
	return cell;
}

/* --- Which records ------------------------------------------------------------ */

/* The records are the columns, as many as fit beside the servers. */
struct columns {
	size_t change[WAIT_GRID_RECORDS];
	size_t count;
	size_t before; /* on earlier pages */
	size_t total;
};

size_t
wait_grid_pages(const struct wizard *w)
{
	size_t work = plan_work(w->d.change, w->d.changes);

	return work == 0 ? 1
			 : (work + WAIT_GRID_RECORDS - 1) / WAIT_GRID_RECORDS;
}

static struct columns
columns(const struct wizard *w)
{
	size_t page = w->wait_page % wait_grid_pages(w);
	struct columns c = {.before = page * WAIT_GRID_RECORDS};

	for (size_t i = 0; i < w->d.changes; i++) {
		if (w->d.change[i].op == CHANGE_KEEP)
			continue;
		if (c.total++ >= c.before && c.count < WAIT_GRID_RECORDS)
			c.change[c.count++] = i;
	}
	return c;
}

/* Which ones these are, where there are more than one page has. */
static void
view_page(const struct wizard *w, struct arena *a, struct view *v,
    const struct columns *c)
{
	const char *names = "";

	if (c->total <= WAIT_GRID_RECORDS)
		return;
	for (size_t i = 0; i < c->count; i++) {
		char name[DNAME_MAX + 2];

		dname_relative(w->d.change[c->change[i]].name, step_zone(w),
		    name, sizeof(name));
		names = arena_printf(
		    a, "%s%s%s", names, i > 0 ? ", " : "", name);
	}
	view_text(a, v, _("Records %zu to %zu of %zu: %s.   m: the next ones"),
	    c->before + 1, c->before + c->count, c->total, names);
}

/* Everything is clipped before a record goes. */
static struct table *
grid(struct arena *a, size_t records)
{
	struct table *t = arena_alloc(a, sizeof(*t));

	t->columns = records + 2;
	for (size_t i = 0; i <= records; i++)
		t->column[i].flexible = true;
	t->column[records + 1].rank = 3;
	return t;
}

/* --- Rows ------------------------------------------------------------------------ */

static void
add_heads(const struct wizard *w, struct arena *a, struct view *v,
    const struct table *t, const struct columns *c, const char *title)
{
	struct item *item = view_add(a, v, ITEM_HEAD, 0);

	item->table = t;
	item->cell[0].text = title;
	for (size_t i = 0; i < c->count; i++)
		item->cell[i + 1].text =
		    plan_label(a, &w->d.change[c->change[i]]);
	item->cell[c->count + 1].text = _("asked");
}

static int64_t
last_asked(const struct watch_server *s, const struct columns *c)
{
	int64_t last = 0;

	for (size_t i = 0; i < c->count; i++)
		if (s->cell[c->change[i]].asked > last)
			last = s->cell[c->change[i]].asked;
	return last;
}

static const char *
server_name(struct arena *a, const struct watch_server *s)
{
	char ip[IP_TEXT_MAX];

	if (s->own)
		return _("this server's resolver");
	if (s->authority)
		return step_safe(a, slice_of(s->name));
	ip_format(&s->ip, ip);
	return arena_printf(a, "%s %s", ip, step_safe(a, slice_of(s->name)));
}

/* What is wrong there, of all records: some may not have a column now. */
static void
add_details(const struct wizard *w, struct arena *a, struct item *item,
    const struct watch_server *s)
{
	const char **line = arena_alloc(a, (CHANGES_MAX + 2) * sizeof(*line));
	char ip[IP_TEXT_MAX];

	ip_format(&s->ip, ip);
	line[item->details++] = arena_printf(a, _("Address %s"), ip);
	if (s->resolver != NULL && s->resolver->operator[0] != '\0')
		line[item->details++] = arena_printf(a, _("Run by %s (%s)"),
		    s->resolver->operator, s->resolver->region);
	for (size_t i = 0; i < w->d.changes; i++) {
		const struct watch_cell *c = &s->cell[i];
		const char *words = c->mistake;

		if (words == NULL && c->state == CELL_NO_ANSWER)
			words = dns_status_word(c->status);
		if (words != NULL)
			line[item->details++] = arena_printf(a, "%s: %s",
			    plan_label(a, &w->d.change[i]), words);
	}
	item->detail = line;
}

static void
add_server(const struct wizard *w, struct arena *a, struct view *v,
    const struct table *t, const struct columns *c, size_t index)
{
	const struct watch_server *s = watch_server(w->watch, index);
	struct item *item =
	    view_add(a, v, ITEM_ROW, SERVER_ID + (int)index);
	int64_t now = wizard_now(w), asked = last_asked(s, c);

	item->table = t;
	item->cell[0].text =
	    arena_printf(a, "  %s", server_name(a, s));
	for (size_t i = 0; i < c->count; i++)
		item->cell[i + 1] = server_cell(a, s, c->change[i], now);
	item->cell[c->count + 1] = (struct cell) {
	    asked == 0 ? "" : when_ago(a, now, asked), ROLE_DIM};
	add_details(w, a, item, s);
}

static void
add_servers(const struct wizard *w, struct arena *a, struct view *v,
    const struct table *t, const struct columns *c, bool authority)
{
	add_heads(w, a, v, t, c,
	    authority ? _("Your DNS servers") : _("Resolvers of others"));
	for (size_t i = 0; i < watch_servers(w->watch); i++)
		if (watch_server(w->watch, i)->authority == authority)
			add_server(w, a, v, t, c, i);
}

static bool
is_anybody_asked(const struct wizard *w, const struct columns *c)
{
	for (size_t i = 0; i < watch_servers(w->watch); i++)
		if (last_asked(watch_server(w->watch, i), c) != 0)
			return true;
	return false;
}

void
wait_grid_view(const struct wizard *w, struct arena *a, struct view *v)
{
	struct columns c = columns(w);
	const struct table *t = grid(a, c.count);

	/* It was over before, and who said so is not kept. */
	if (watch_done(w->watch) && !is_anybody_asked(w, &c))
		return;
	view_page(w, a, v, &c);
	add_servers(w, a, v, t, &c, true);
	add_servers(w, a, v, t, &c, false);
}
