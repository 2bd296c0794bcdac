/*
 * golden SCRIPT...: plays the wizard over the simulated Internet and compares
 * its screens with SCRIPT's name and ".en.screen", ".ja.screen". Every script
 * is played once per language and size. With UPDATE_GOLDEN=1 in the
 * environment the files are written instead.
 *
 *   scenario NAME   of practice mode; before anything else; "bare" without it
 *   panel ID        the zone's name servers are those of this DNS panel
 *   updates         the zone takes dynamic updates
 *   domain NAME     begin with this domain, not with the Start screen
 *   key NAME        Enter Esc Tab S-Tab Up Down Left Right Home End PgUp PgDn
 *                   Space F1 ^X, or a character
 *   text TEXT       typed letter by letter
 *   paste FILE      pasted at once; beside the script
 *   wait            until nothing is under way, at most two simulated minutes
 *   advance MS      lets so much simulated time pass
 *   expect TEXT     is on the screen
 *   snap NAME       keeps the screen under this heading
 *   quit            the wizard must have ended
 *
 * '#' starts a comment.
 */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/golden/world.h"
#include "tui/face.h"
#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/base/text.h"

#define WAIT_MS 120000
#define WAIT_BIT 100
#define FILE_MAX (1U << 20)

/* gettext's own counter: raising it drops the translations it has cached. */
extern int _nl_msg_cat_cntr;

static const struct {
	size_t rows, cols;
} sizes[] = {{24, 80}, {15, 60}, {10, 40}};

static const char *const languages[] = {"en", "ja"};

struct play {
	const char *script; /* its path */
	size_t rows, cols;
	struct world *world;
	struct wizard *wizard;
	struct face *face;
	struct canvas canvas;
	char scenario[64];
	char panel[64];
	bool updates;
	enum face_ask ask;
	struct buf *out;
};

static bool
read_file(const char *path, struct buf *ret)
{
	FILE *file = fopen(path, "r");
	char part[4096];
	size_t n;

	if (file == NULL)
		return false;
	while (
	    (n = fread(part, 1, sizeof(part), file)) > 0 && ret->len < FILE_MAX)
		buf_add(ret, part, n);
	(void)fclose(file);
	return true;
}

/* --- the wizard ------------------------------------------------------- */

static void
changed(void *arg)
{
	struct play *play = arg;

	if (play->face != NULL)
		face_stale(play->face);
}

static void
redraw(struct play *play)
{
	canvas_release(&play->canvas);
	canvas_init(&play->canvas, play->rows, play->cols);
	face_draw(play->face, &play->canvas);
}

static void
begin(struct play *play, const char *domain)
{
	const struct services *services;

	if (play->world != NULL)
		return;
	play->world = world_new(play->scenario);
	if (play->panel[0] != '\0')
		world_recognise(play->world, play->panel);
	if (play->updates)
		world_take_updates(play->world);
	services = world_services(play->world);
	play->wizard = wizard_new(services, domain);
	play->face = face_new(play->wizard, &services->clock, changed, play);
	wizard_on_change(play->wizard, changed, play);
	redraw(play);
}

static void
end(struct play *play)
{
	canvas_release(&play->canvas);
	face_free(play->face);
	play->face = NULL;
	if (play->wizard != NULL)
		wizard_free(play->wizard);
	if (play->world != NULL)
		world_free(play->world);
}

/* --- lines of a script ------------------------------------------------ */

static const struct {
	const char *name;
	struct key key;
} keys[] = {
    {"Enter", {.kind = K_ENTER}},
    {"Esc", {.kind = K_ESC}},
    {"Tab", {.kind = K_TAB}},
    {"S-Tab", {.kind = K_BACKTAB}},
    {"Up", {.kind = K_UP}},
    {"Down", {.kind = K_DOWN}},
    {"Left", {.kind = K_LEFT}},
    {"Right", {.kind = K_RIGHT}},
    {"Home", {.kind = K_HOME}},
    {"End", {.kind = K_END}},
    {"PgUp", {.kind = K_PAGE_UP}},
    {"PgDn", {.kind = K_PAGE_DOWN}},
    {"Space", {.kind = K_CHAR, .c = ' '}},
    {"F1", {.kind = K_HELP}},
};

static void
press(struct play *play, const struct key *key)
{
	play->ask = face_key(play->face, key);
	redraw(play);
}

static bool
do_key(struct play *play, const char *text)
{
	struct key key = {.kind = K_CHAR};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].name, text) == 0) {
			press(play, &keys[i].key);
			return true;
		}
	if (text[0] == '^' && text[1] != '\0') {
		key.kind = K_CTRL;
		text++;
	}
	(void)text_next(slice_of(text), &key.c);
	press(play, &key);
	return true;
}

static bool
do_text(struct play *play, const char *text)
{
	struct slice rest = slice_of(text);
	struct key key = {.kind = K_CHAR};
	size_t n;

	while ((n = text_next(rest, &key.c)) > 0) {
		press(play, &key);
		rest.ptr += n;
		rest.len -= n;
	}
	return true;
}

static bool
do_paste(struct play *play, const char *text)
{
	const char *slash = strrchr(play->script, '/');
	int folder = slash == NULL ? 0 : (int)(slash - play->script) + 1;
	struct buf path = BUF_INIT, content = BUF_INIT;
	struct key key = {.kind = K_PASTE};
	bool good;

	buf_addf(&path, "%.*s%s", folder, play->script, text);
	good = read_file(buf_text(&path), &content);
	key.text = (struct slice) {buf_text(&content), content.len};
	if (good)
		press(play, &key);
	buf_release(&path);
	buf_release(&content);
	return good;
}

static bool
do_wait(struct play *play, const char *text)
{
	struct sim *sim = world_sim(play->world);
	int64_t left = WAIT_MS;

	(void)text;
	do {
		sim_advance(sim, WAIT_BIT);
		left -= WAIT_BIT;
	} while (face_view(play->face)->busy && left > 0);
	redraw(play);
	return true;
}

static bool
do_advance(struct play *play, const char *text)
{
	sim_advance(world_sim(play->world), atol(text));
	face_stale(play->face);
	redraw(play);
	return true;
}

static bool
do_expect(struct play *play, const char *text)
{
	struct buf dump = BUF_INIT;
	bool found;

	canvas_dump(&play->canvas, &dump);
	found = strstr(buf_text(&dump), text) != NULL;
	buf_release(&dump);
	return found;
}

/* No line may begin with what closes a sentence or a bracket. */
static bool
breaks_japanese_well(const char *dump)
{
	static const char *const closing[] = {
	    "\u3001", "\u3002", "\u300d", "\u300f", "\uff09"};

	for (const char *line = dump; line != NULL; line = strchr(line, '\n')) {
		line += strspn(line, "\n ");
		for (size_t i = 0; i < COUNT_OF(closing); i++)
			if (strncmp(line, closing[i], 3) == 0)
				return false;
	}
	return true;
}

static bool
do_snap(struct play *play, const char *text)
{
	struct buf dump = BUF_INIT;
	bool good;

	canvas_dump(&play->canvas, &dump);
	good = breaks_japanese_well(buf_text(&dump));
	buf_addf(play->out, "== %s %zux%zu\n%s", text, play->cols, play->rows,
	    buf_text(&dump));
	buf_release(&dump);
	return good;
}

static bool
do_quit(struct play *play, const char *text)
{
	(void)text;
	return play->ask == FACE_QUIT;
}

static bool
do_scenario(struct play *play, const char *text)
{
	if (play->world != NULL)
		return false;
	(void)snprintf(play->scenario, sizeof(play->scenario), "%s", text);
	return true;
}

static bool
do_panel(struct play *play, const char *text)
{
	if (play->world != NULL)
		return false;
	(void)snprintf(play->panel, sizeof(play->panel), "%s", text);
	return true;
}

static bool
do_updates(struct play *play, const char *text)
{
	(void)text;
	play->updates = true;
	return play->world == NULL;
}

static bool
do_domain(struct play *play, const char *text)
{
	if (play->world != NULL)
		return false;
	begin(play, text);
	return true;
}

static const struct {
	const char *word;
	bool running; /* the wizard is started for it */
	bool (*act)(struct play *play, const char *text);
} commands[] = {
    {"scenario", false, do_scenario},
    {"panel", false, do_panel},
    {"updates", false, do_updates},
    {"domain", false, do_domain},
    {"key", true, do_key},
    {"text", true, do_text},
    {"paste", true, do_paste},
    {"wait", true, do_wait},
    {"advance", true, do_advance},
    {"expect", true, do_expect},
    {"snap", true, do_snap},
    {"quit", true, do_quit},
};

static bool
do_line(struct play *play, const char *line)
{
	size_t word = strcspn(line, " ");

	if (line[0] == '#' || line[0] == '\0')
		return true;
	for (size_t i = 0; i < COUNT_OF(commands); i++) {
		if (strlen(commands[i].word) != word ||
		    strncmp(commands[i].word, line, word) != 0)
			continue;
		if (commands[i].running)
			begin(play, NULL);
		return commands[i].act(
		    play, line[word] == ' ' ? line + word + 1 : "");
	}
	return false;
}

/* --- playing and comparing -------------------------------------------- */

static void
complain(const struct play *play, int number, const char *line)
{
	struct buf dump = BUF_INIT;

	canvas_dump(&play->canvas, &dump);
	fprintf(stderr, "%s:%d (%zux%zu): %s\n%s", play->script, number,
	    play->cols, play->rows, line, buf_text(&dump));
	buf_release(&dump);
}

static bool
play_script(const char *path, size_t size, struct buf *out)
{
	struct play play = {.script = path,
	    .rows = sizes[size].rows,
	    .cols = sizes[size].cols,
	    .scenario = "bare",
	    .out = out};
	FILE *script = fopen(path, "r");
	char line[1024];
	bool good = script != NULL;

	if (!good)
		perror(path);
	for (int n = 1; good && fgets(line, sizeof(line), script) != NULL;
	     n++) {
		line[strcspn(line, "\n")] = '\0';
		good = do_line(&play, line);
		if (!good)
			complain(&play, n, line);
	}
	end(&play);
	if (script != NULL)
		(void)fclose(script);
	return good;
}

static void
print_difference(const char *path, const char *want, const char *got)
{
	int number = 1;

	while (*want != '\0' && *want == *got) {
		number += *want == '\n';
		want++;
		got++;
	}
	fprintf(stderr,
	    "%s:%d is different now; look at it with\n"
	    "  UPDATE_GOLDEN=1 ctest -L golden; git diff tests/golden\n",
	    path, number);
}

static bool
write_file(const char *path, const struct buf *text)
{
	FILE *file = fopen(path, "w");
	bool good = file != NULL &&
		    fwrite(buf_text(text), 1, text->len, file) == text->len;

	if (file == NULL || fclose(file) != 0 || !good) {
		perror(path);
		return false;
	}
	return true;
}

static bool
compare(const char *script, const char *language, const struct buf *got)
{
	struct buf path = BUF_INIT, want = BUF_INIT;
	bool good;

	buf_addf(&path, "%.*s.%s.screen",
	    (int)(strlen(script) - strlen(".script")), script, language);
	if (getenv("UPDATE_GOLDEN") != NULL) {
		good = write_file(buf_text(&path), got);
	} else {
		good = read_file(buf_text(&path), &want) &&
		       strcmp(buf_text(&want), buf_text(got)) == 0;
		if (!good)
			print_difference(
			    buf_text(&path), buf_text(&want), buf_text(got));
	}
	buf_release(&path);
	buf_release(&want);
	return good;
}

static bool
check_language(const char *script, const char *language)
{
	struct buf out = BUF_INIT;
	bool good = true;

	(void)setenv("LANGUAGE", language, 1);
	_nl_msg_cat_cntr++;
	for (size_t i = 0; i < COUNT_OF(sizes); i++)
		good = play_script(script, i, &out) && good;
	good = good && compare(script, language, &out);
	buf_release(&out);
	return good;
}

int
main(int argc, char **argv)
{
	bool good = true;

	(void)setenv("TZ", "UTC", 1);
	(void)setlocale(LC_ALL, "C.UTF-8");
	(void)bindtextdomain("inkan", BUILD_DIR "/locale");
	(void)bind_textdomain_codeset("inkan", "UTF-8");
	(void)textdomain("inkan");
	for (int i = 1; i < argc; i++)
		for (size_t l = 0; l < COUNT_OF(languages); l++)
			good = check_language(argv[i], languages[l]) && good;
	return good ? 0 : 1;
}
