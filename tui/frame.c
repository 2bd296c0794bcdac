#include "tui/frame.h"

#include "tui/footer.h"
#include "tui/help.h"
#include "tui/layout.h"
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

#define MESSAGE_LINES 3 /* most that a long message takes from the body */
#define SMALL_HINTS 1 /* besides the one for help */
#define HELP_HEAD 2 /* lines above a help page */

static const struct {
	size_t rows, cols;
} least[] = {
    [FRAME_SMALL] = {10, 40},
    [FRAME_MEDIUM] = {15, 60},
    [FRAME_FULL] = {24, 80},
};

enum frame_size
frame_size(size_t rows, size_t cols)
{
	enum frame_size size = FRAME_FULL;

	while (size > FRAME_TINY &&
	       (rows < least[size].rows || cols < least[size].cols))
		size--;
	return size;
}

/* A drawing under way: rows are handed out from the top and from the bottom. */
struct frame {
	const struct screen *screen;
	struct arena *arena;
	struct canvas *canvas;
	enum frame_size size;
	size_t top, bottom; /* the rows between are free */
};

static void
rule(struct frame *frame, size_t row)
{
	struct pen pen = {.look = LOOK_RULE, .end = frame->canvas->cols};

	canvas_fill(frame->canvas, row, 0, &pen, '-');
}

static size_t
right_aligned(struct frame *frame, size_t row, size_t from, const char *text)
{
	struct pen pen = {.look = LOOK_DIM, .end = frame->canvas->cols};
	size_t width = text_width(text);

	if (width == 0 || from + 2 + width > frame->canvas->cols)
		return frame->canvas->cols;
	(void)canvas_put(
	    frame->canvas, row, frame->canvas->cols - width, &pen, text);
	return frame->canvas->cols - width - 2;
}

/* The title counts most; the domain is clipped, the time is left out. */
static void
header(
    struct frame *frame, const char *left, const char *title, const char *right)
{
	struct pen strong = {.look = LOOK_STRONG, .end = frame->canvas->cols};
	struct pen pen = {.look = LOOK_TITLE, .end = frame->canvas->cols};
	size_t cols = frame->canvas->cols;
	size_t width = text_width(title);
	size_t row = frame->top++;
	size_t domain = text_width(left);
	size_t col = width < cols ? (cols - width) / 2 : 0;

	if (col < domain + 2)
		col = domain + 2;
	if (col + width > cols)
		col = width < cols ? cols - width : 0;
	strong.end = col > 2 ? col - 2 : 0;
	(void)canvas_put_clipped(frame->canvas, row, 0, &strong, left);
	pen.end = right_aligned(frame, row, col + width, right);
	(void)canvas_put_clipped(frame->canvas, row, col, &pen, title);
}

static const char *
strip_piece(struct frame *frame, size_t step)
{
	static const char marks[] = {' ', '*', '!'};
	const struct frame_step *s = &frame->screen->step[step];

	if (frame->screen->view->step == (int)step + 1)
		return arena_printf(frame->arena, "[%s]", s->name);
	return arena_printf(frame->arena, "%s%c", s->name, marks[s->state % 3]);
}

/* Steps on the left make room until the present one is seen. */
static void
strip(struct frame *frame)
{
	struct pen pen = {.look = LOOK_NORMAL, .end = frame->canvas->cols};
	size_t current = (size_t)frame->screen->view->step - 1;
	size_t row = frame->top++;
	size_t first = 0;
	size_t col = 0;
	size_t width = 0;

	for (size_t i = 0; i <= current && i < frame->screen->steps; i++)
		width += text_width(strip_piece(frame, i)) + 1;
	for (; width > frame->canvas->cols && first < current; first++)
		width -= text_width(strip_piece(frame, first)) + 1;
	for (size_t i = first; i < frame->screen->steps; i++) {
		const char *piece = strip_piece(frame, i);

		if (col + text_width(piece) > frame->canvas->cols)
			break;
		pen.look = i == current ? LOOK_STRONG : LOOK_NORMAL;
		col = canvas_put(frame->canvas, row, col, &pen, piece) + 1;
	}
}

static void
message(struct frame *frame)
{
	const struct screen *screen = frame->screen;
	struct pen pen = {.look = (enum look)screen->view->message_role,
	    .end = frame->canvas->cols};
	const char *text = screen->view->message;
	struct text_lines lines;

	if (screen->notice != NULL) {
		text = screen->notice;
		pen.look = screen->notice_look;
	}
	lines = text_wrap(
	    frame->arena, text == NULL ? "" : text, frame->canvas->cols);
	if (lines.count > MESSAGE_LINES)
		lines.count = MESSAGE_LINES;
	frame->bottom -= lines.count;
	for (size_t i = 0; i < lines.count; i++)
		(void)canvas_put_clipped(
		    frame->canvas, frame->bottom + i, 0, &pen, lines.line[i]);
}

/* A line says how much is hidden; it hides one more itself. */
static size_t
visible(size_t total, size_t scroll, size_t height)
{
	if (height == 0 || total <= scroll + height)
		return height;
	return height - 1;
}

static size_t
scroll_to(const struct body *body, size_t scroll, size_t height)
{
	size_t total = body->canvas.rows;

	if (scroll > body->focus_first)
		scroll = body->focus_first;
	while (scroll < body->focus_first &&
	       scroll + visible(total, scroll, height) < body->focus_end)
		scroll++;
	return scroll;
}

static size_t
limit_scroll(size_t total, size_t scroll, size_t height)
{
	size_t most = total > height ? total - height : 0;

	return scroll < most ? scroll : most;
}

/* Shows the lines that fit between top and bottom. */
static void
show(struct frame *frame, const struct canvas *lines, size_t scroll)
{
	size_t height = frame->bottom - frame->top;
	size_t shown = visible(lines->rows, scroll, height);
	struct pen pen = {.look = LOOK_DIM, .end = frame->canvas->cols};
	size_t hidden;

	for (size_t i = 0; i < shown && scroll + i < lines->rows; i++)
		canvas_copy_row(
		    frame->canvas, frame->top + i, lines, scroll + i);
	if (shown == height)
		return;
	hidden = lines->rows - scroll - shown;
	(void)canvas_put(frame->canvas, frame->top + shown, 0, &pen,
	    arena_printf(frame->arena, _("-- more %zu --"), hidden));
}

static void
show_cursor(struct frame *frame, const struct body *body, size_t scroll)
{
	size_t height = frame->bottom - frame->top;
	size_t shown = visible(body->canvas.rows, scroll, height);
	size_t row =
	    body->canvas.cursor ? body->canvas.cursor_row : body->focus_first;

	if (row < scroll || row >= scroll + shown)
		return;
	frame->canvas->cursor = body->canvas.cursor;
	frame->canvas->cursor_row = frame->top + row - scroll;
	frame->canvas->cursor_col = body->canvas.cursor_col;
}

static void
draw_body(struct frame *frame, size_t *scroll)
{
	const struct screen *screen = frame->screen;
	size_t height = frame->bottom - frame->top;
	struct scene scene = {.view = screen->view,
	    .focus = screen->focus,
	    .editor = screen->editor,
	    .rows = height,
	    .cols = frame->canvas->cols};
	struct body body;

	layout(&scene, frame->arena, &body);
	if (screen->follow)
		*scroll = scroll_to(&body, *scroll, height);
	*scroll = limit_scroll(body.canvas.rows, *scroll, height);
	show(frame, &body.canvas, *scroll);
	show_cursor(frame, &body, *scroll);
	canvas_release(&body.canvas);
}

static void
draw_help(struct frame *frame, size_t *scroll)
{
	const struct view *view = frame->screen->view;
	size_t height = frame->bottom - HELP_HEAD;
	struct canvas page;
	size_t end;

	help_page(view, frame->arena, frame->canvas->cols, &page);
	*scroll = limit_scroll(page.rows, *scroll, height);
	end = *scroll + visible(page.rows, *scroll, height);
	header(frame, _("Help"), view->title,
	    arena_printf(frame->arena, _("%zu-%zu of %zu lines"), *scroll + 1,
		end < page.rows ? end : page.rows, page.rows));
	rule(frame, frame->top++);
	show(frame, &page, *scroll);
	canvas_release(&page);
}

static void
draw_tiny(struct frame *frame)
{
	struct pen pen = {.look = LOOK_NORMAL, .end = frame->canvas->cols};
	const char *text = arena_printf(frame->arena,
	    _("This window is %zux%zu; 40x10 is needed. Your work is saved. "
	      "Enlarge it, or press p for plain mode, q to quit."),
	    frame->canvas->cols, frame->canvas->rows);
	struct text_lines lines =
	    text_wrap(frame->arena, text, frame->canvas->cols);

	for (size_t i = 0; i < lines.count; i++)
		(void)canvas_put(frame->canvas, i, 0, &pen, lines.line[i]);
}

static void
draw_footer(struct frame *frame)
{
	struct footer footer = {.view = frame->screen->view,
	    .focus = layout_item(frame->screen->view, frame->screen->focus),
	    .typing = frame->screen->editor != NULL,
	    .help = frame->screen->help,
	    .most = frame->size == FRAME_SMALL ? SMALL_HINTS : 0};

	footer_draw(&footer, frame->arena, frame->canvas, --frame->bottom);
	if (frame->size == FRAME_FULL)
		rule(frame, --frame->bottom);
}

void
frame_draw(const struct screen *screen, struct arena *arena, size_t *scroll,
    struct canvas *canvas)
{
	struct frame frame = {.screen = screen,
	    .arena = arena,
	    .canvas = canvas,
	    .size = frame_size(canvas->rows, canvas->cols),
	    .bottom = canvas->rows};

	if (frame.size == FRAME_TINY) {
		draw_tiny(&frame);
		return;
	}
	draw_footer(&frame);
	if (screen->help) {
		draw_help(&frame, scroll);
		return;
	}
	header(&frame, screen->view->domain, screen->view->title,
	    screen->view->saved);
	if (frame.size == FRAME_FULL && screen->view->step > 0)
		strip(&frame);
	if (frame.size >= FRAME_MEDIUM)
		rule(&frame, frame.top++);
	message(&frame);
	draw_body(&frame, scroll);
}

size_t
frame_page(size_t rows, size_t cols)
{
	return frame_size(rows, cols) == FRAME_SMALL ? 5
	       : rows > 12                           ? rows - 8
						     : 5;
}
