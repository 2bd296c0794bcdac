/*
 * Whatever a paste goes through, a field that was right before is right after
 * or is not there: none is better than a wrong one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>

#include "wizard/io/templates.h"

#define FIELDS 8

struct fixture {
	struct arena arena;
	struct templates templates;
	char *sample;
	size_t len;
	const char *right[FIELDS];
	unsigned wrong;
	size_t every; /* octets from one place of damage to the next */
	size_t widths; /* columns from one width to the next */
	size_t turn; /* of the sample: each is damaged at other places */
};

static const char *const names[FIELDS] = {
    "reply", "code", "cause", "domain", "ip", "spf", "dkim", "dmarc"};

/* --- Reading ---------------------------------------------------------------
 */

static void
fields_of(struct arena *arena, const struct bounce *b, const char *ret[FIELDS])
{
	char ip[IP_TEXT_MAX];

	ret[0] = b->reply == 0 ? NULL : arena_printf(arena, "%u", b->reply);
	ret[1] = b->code;
	ret[2] =
	    b->cause == BOUNCE_UNKNOWN ? NULL : bounce_cause_word(b->cause);
	ret[3] = b->domain;
	ret[4] = NULL;
	if (b->ip.family != 0) {
		ip_format(&b->ip, ip);
		ret[4] = arena_copy(arena, ip);
	}
	ret[5] = b->spf;
	ret[6] = b->dkim;
	ret[7] = b->dmarc;
}

static bool
is_cut(const char *got, const char *right, const char *damage)
{
	return right != NULL && strcmp(damage, "an end") == 0 &&
	       strncmp(got, right, strlen(got)) == 0;
}

static void
expect_nothing_wrong(struct fixture *f, const char *file, struct buf *text,
    const char *damage, size_t at)
{
	struct arena arena = ARENA_INIT;
	const char *got[FIELDS];
	struct bounce b = bounce_read(&arena,
	    (struct slice) {buf_text(text), text->len}, &f->templates.bounce);

	fields_of(&arena, &b, got);
	for (size_t i = 0; i < FIELDS; i++) {
		/* What a text without its end says is what it says. */
		if (got[2] == NULL && strcmp(damage, "an end") == 0)
			break;
		if (got[i] == NULL || is_cut(got[i], f->right[i], damage) ||
		    (f->right[i] != NULL && strcmp(got[i], f->right[i]) == 0))
			continue;
		f->wrong++;
		print_error("%s: %s at %zu: %s is %s, was %s\n", file, damage,
		    at, names[i], got[i],
		    f->right[i] == NULL ? "null" : f->right[i]);
	}
	arena_release(&arena);
	buf_clear(text);
}

/* --- Damage ----------------------------------------------------------------
 */

static void
add_part(const struct fixture *f, struct buf *out, size_t from, size_t to)
{
	buf_add(out, f->sample + from, to - from);
}

static void
breaks_at_every_place(struct fixture *f, const char *file, const char *with)
{
	struct buf text = BUF_INIT;

	for (size_t at = 1 + f->turn % f->every; at < f->len; at += f->every) {
		add_part(f, &text, 0, at);
		buf_adds(&text, with);
		add_part(f, &text, at, f->len);
		expect_nothing_wrong(f, file, &text, "a break", at);
	}
	buf_release(&text);
}

/* As a terminal does it, with or without a mark in front. */
static void
folds_at_every_width(struct fixture *f, const char *file, const char *mark)
{
	struct buf text = BUF_INIT;

	for (size_t width = 20 + f->turn % f->widths; width < 133;
	     width += f->widths) {
		size_t column = 0;

		for (size_t i = 0; i < f->len; i++) {
			if (column == 0)
				buf_adds(&text, mark);
			buf_addc(&text, f->sample[i]);
			column = f->sample[i] == '\n' ? 0 : column + 1;
			if (column == width) {
				buf_addc(&text, '\n');
				column = 0;
			}
		}
		expect_nothing_wrong(f, file, &text, "a fold", width);
	}
	buf_release(&text);
}

/* As mail programs do it: the blank at the break is gone. */
static void
reflows_at_every_width(struct fixture *f, const char *file, const char *mark)
{
	struct buf text = BUF_INIT;

	for (size_t width = 20 + f->turn % f->widths; width < 133;
	     width += f->widths) {
		size_t column = 0;

		for (size_t i = 0; i < f->len; i++) {
			char c = f->sample[i];

			if (c == ' ' && column >= width)
				c = '\n';
			buf_addc(&text, c);
			column = c == '\n' ? 0 : column + 1;
			if (c == '\n')
				buf_adds(&text, mark);
		}
		expect_nothing_wrong(f, file, &text, "a reflow", width);
	}
	buf_release(&text);
}

static void
replaces_line_ends(struct fixture *f, const char *file, const char *end)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < f->len; i++)
		if (f->sample[i] == '\n')
			buf_adds(&text, end);
		else
			buf_addc(&text, f->sample[i]);
	expect_nothing_wrong(f, file, &text, "line ends", strlen(end));
	buf_release(&text);
}

/* "5.7.26", "550-5.7.26": nobody hides that. */
static bool
is_code(const char *word, size_t len)
{
	return len < 12 && strspn(word, "0123456789-.") >= len;
}

/* Names and addresses become what people hide them with. */
static void
masks_everything(struct fixture *f, const char *file, const char *mask)
{
	struct buf text = BUF_INIT;
	size_t number = f->turn;

	for (size_t at = 0; at < f->len; at++) {
		char *dot = memchr(f->sample + at, '.', f->len - at);
		size_t begin, end;

		if (dot == NULL)
			break;
		begin = end = (size_t)(dot - f->sample);
		while (begin > at &&
		       strchr(" \n[<=@", f->sample[begin - 1]) == NULL)
			begin--;
		while (
		    end < f->len && strchr(" \n]>;,'", f->sample[end]) == NULL)
			end++;
		at = end;
		if (is_code(f->sample + begin, end - begin) ||
		    (f->every > 1 && number++ % 11 > 0))
			continue;
		add_part(f, &text, 0, begin);
		buf_adds(&text, mask);
		add_part(f, &text, end, f->len);
		expect_nothing_wrong(f, file, &text, "a mask", begin);
	}
	buf_release(&text);
}

static void
cuts_at_every_place(struct fixture *f, const char *file, const char *with)
{
	struct buf text = BUF_INIT;

	for (size_t at = 1 + f->turn % f->every; at < f->len; at += f->every) {
		add_part(f, &text, 0, at);
		buf_adds(&text, with);
		expect_nothing_wrong(f, file, &text, "an end", at);
	}
	buf_release(&text);
}

static void
pastes_from_html(struct fixture *f, const char *file, const char *with)
{
	struct buf text = BUF_INIT;

	buf_adds(&text, "<html><body><div>");
	for (size_t i = 0; i < f->len; i++)
		switch (f->sample[i]) {
		case '\n':
			buf_adds(&text, with);
			break;
		case '<':
			buf_adds(&text, "&lt;");
			break;
		case '>':
			buf_adds(&text, "&gt;");
			break;
		case '&':
			buf_adds(&text, "&amp;");
			break;
		case '\'':
			buf_adds(&text, "&rsquo;");
			break;
		case '-':
			buf_adds(&text, "\xe2\x80\x93");
			break;
		default:
			buf_addc(&text, f->sample[i]);
		}
	buf_adds(&text, "</div></body></html>");
	expect_nothing_wrong(f, file, &text, "HTML", 0);
	buf_release(&text);
}

/* --- All samples -----------------------------------------------------------
 */

static bool
load_sample(struct fixture *f, const char *dir, const char *name)
{
	const char *path = arena_printf(&f->arena, "%s/%s", dir, name);
	FILE *file = fopen(path, "rb");
	struct bounce b;

	if (file == NULL)
		return false;
	f->sample = arena_alloc(&f->arena, 65536);
	f->len = fread(f->sample, 1, 65535, file);
	(void)fclose(file);
	b = bounce_read(&f->arena, (struct slice) {f->sample, f->len},
	    &f->templates.bounce);
	fields_of(&f->arena, &b, f->right);
	return f->len > 0;
}

static const struct {
	void (*does)(struct fixture *f, const char *file, const char *with);
	const char *with;
} damages[] = {
    {breaks_at_every_place, "\n"},
    {breaks_at_every_place, "\n> "},
    {cuts_at_every_place, "\n"},
    {folds_at_every_width, ""},
    {folds_at_every_width, "> "},
    {reflows_at_every_width, ""},
    {reflows_at_every_width, "    "},
    {replaces_line_ends, "\r\n"},
    {replaces_line_ends, "\r\r\n"},
    {replaces_line_ends, "\r"},
    {replaces_line_ends, "\r\n\r\n"},
    {replaces_line_ends, "\n> "},
    {replaces_line_ends, "\n> > "},
    {masks_everything, "***"},
    {masks_everything, "xxx.xxx.xxx"},
    {masks_everything, "(redacted)"},
    {pastes_from_html, "<br>\r\n"},
};

/* A sample takes every third of them, the two after it the others. */
static void
damage_sample(struct fixture *f, const char *file)
{
	size_t step = f->every > 1 ? 3 : 1;

	for (size_t i = f->turn % step; i < COUNT_OF(damages); i += step)
		damages[i].does(f, file, damages[i].with);
}

static void
damages_samples_of(struct fixture *f, const char *path)
{
	struct dirent **entry;
	int n = scandir(path, &entry, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;

		if (name[0] != '.' && strstr(name, ".tsv") == NULL &&
		    load_sample(f, path, name))
			damage_sample(f, name);
		f->turn += 7;
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
}

static void
damage_never_makes_a_right_field_wrong(void **state)
{
	struct fixture f = {.arena = ARENA_INIT};
	const char *path[] = {TEMPLATES_DIR};
	struct paths dirs = {.path = path, .count = 1};
	struct err err = ERR_INIT;
	const char *more = getenv("INKAN_BOUNCES");
	bool all = getenv("INKAN_DAMAGE_ALL") != NULL;

	(void)state;
	f.every = all ? 1 : 1499;
	f.widths = all ? 1 : 113;
	assert_int_equal(
	    templates_load_from(&f.arena, &dirs, &f.templates, &err), ERR_OK);
	damages_samples_of(&f, TESTS_DIR "/data/bounces");
	if (more != NULL)
		damages_samples_of(&f, more);
	assert_int_equal(f.wrong, 0);
	arena_release(&f.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(damage_never_makes_a_right_field_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
