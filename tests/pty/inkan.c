#include "tests/pty/inkan.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "wizard/base/mem.h"

#define ARGS_MAX 24

static char dir[64];
static char found[512];

static const char zones[] =
    "$ORIGIN .\n"
    "$TTL 300\n"
    ". IN SOA ns.root. root.root. 1 3600 900 604800 300\n"
    ". IN NS ns.root.\n"
    "ns.root. IN A 127.0.0.1\n"
    "jp. IN NS ns.root.\n";

static const char jp[] = "$ORIGIN jp.\n"
			 "$TTL 300\n"
			 "@ IN SOA ns.root. root.root. 1 3600 900 604800 300\n"
			 "@ IN NS ns.root.\n"
			 "example IN NS ns1.example\n"
			 "ns1.example IN A 127.0.0.1\n";

static const char example[] = "$ORIGIN example.jp.\n"
			      "$TTL 300\n"
			      "@ IN SOA ns1 root 1 3600 900 604800 300\n"
			      "@ IN NS ns1\n"
			      "ns1 IN A 127.0.0.1\n"
			      "@ IN MX 10 mx\n"
			      "mx IN A 203.0.113.25\n"
			      "mx IN TXT \"v=spf1 a -all\"\n"
			      "@ IN TXT \"v=spf1 ip4:203.0.113.25 ~all\"\n";

/* --- the directory ---------------------------------------------------- */

int
home_make(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/inkan-acceptance-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	file_write(home_path("root.zone"), zones);
	file_write(home_path("jp.zone"), jp);
	file_write(home_path("example.zone"), example);
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

int
home_remove(void **state)
{
	(void)state;
	return nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
home_path(const char *name)
{
	static char path[4][256];
	static size_t next;
	char *ret = path[next++ % COUNT_OF(path)];

	(void)snprintf(ret, sizeof(path[0]), "%s/%s", dir, name);
	return ret;
}

const char *
domain_path(const char *name)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "state/example.jp/%s", name);
	return home_path(path);
}

static const char *wanted_end;

static int
look_at(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	const char *at = strstr(path, wanted_end);

	(void)st;
	(void)ftw;
	if (type != FTW_F || at == NULL || at[strlen(wanted_end)] != '\0')
		return 0;
	(void)snprintf(found, sizeof(found), "%s", path);
	return 1;
}

const char *
home_find(const char *end)
{
	wanted_end = end;
	return nftw(dir, look_at, 8, FTW_PHYS) == 1 ? found : NULL;
}

struct buf
file_read(const char *path)
{
	struct buf text = BUF_INIT;
	FILE *f = fopen(path, "r");
	char part[4096];
	size_t n;

	while (f != NULL && (n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&text, part, n);
	if (f != NULL)
		(void)fclose(f);
	return text;
}

void
file_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		fail_msg("%s cannot be written", path);
}

/* --- the program ------------------------------------------------------ */

struct words {
	const char *word[ARGS_MAX];
	size_t count;
};

static void
add(struct words *words, const char *const *more)
{
	for (; *more != NULL && words->count + 1 < ARGS_MAX; more++)
		words->word[words->count++] = *more;
	words->word[words->count] = NULL;
}

static struct vt *
run(const struct start *how, const struct words *args)
{
	const char *const shell[] = {"/bin/sh", "-c", how->shell, "sh", NULL};
	const char *const program[] = {INKAN, NULL};
	char term[64], home[96], tmp[96];
	const char *const usual[] = {term, home, tmp, "LC_ALL=C.UTF-8",
	    "LANGUAGE=en", "NO_COLOR", "ESCDELAY", "ACCESSIBLE", "TMUX", "STY",
	    "XDG_STATE_HOME", "XDG_CONFIG_HOME", NULL};
	struct words argv = {.count = 0}, env = {.count = 0};
	struct vt_start start = {.argv = argv.word,
	    .env = env.word,
	    .rows = how->rows == 0 ? 24 : how->rows,
	    .cols = how->cols == 0 ? 80 : how->cols,
	    .no_hangup = how->no_hangup};

	(void)snprintf(term, sizeof(term), "TERM=%s",
	    how->term == NULL ? "xterm-256color" : how->term);
	(void)snprintf(home, sizeof(home), "HOME=%s", dir);
	(void)snprintf(tmp, sizeof(tmp), "TMPDIR=%s", dir);
	if (how->shell != NULL)
		add(&argv, shell);
	add(&argv, program);
	add(&argv, args->word);
	add(&env, usual);
	add(&env, how->env);
	return vt_start(&start);
}

struct vt *
inkan(const struct start *how)
{
	static const char *const practice[] = {"practice", NULL};
	struct words args = {.count = 0};

	if (how->args[0] == NULL || how->args[0][0] == '-')
		add(&args, practice);
	add(&args, how->args);
	return run(how, &args);
}

static struct vt *
inkan_with_zones(const struct start *how, const char *domain)
{
	const char *const answers[] = {"--state", home_path("state"),
	    "--resolver", "127.0.0.1@1", "--dns-port", "1", "--zone",
	    home_path("root.zone"), "--zone", home_path("jp.zone"), "--zone",
	    home_path("example.zone"), NULL};
	const char *const domains[] = {domain, NULL};
	struct words args = {.count = 0};

	add(&args, how->args);
	add(&args, domains);
	add(&args, answers);
	return run(how, &args);
}

struct vt *
inkan_example(const struct start *how)
{
	return inkan_with_zones(how, "example.jp");
}

struct vt *
inkan_at_start(const struct start *how)
{
	return inkan_with_zones(how, NULL);
}

/* --- on the way ------------------------------------------------------- */

/* Until the step is shown, and all that it waits for itself. */
static void
wait_step(struct vt *vt, int step)
{
	static const char *const last[] = {[1] = "ok  example.jp",
	    [2] = "DNS    ok",
	    [3] = "1  [x]",
	    [4] = "_  ok  ",
	    [5] = "lookups",
	    [7] = "keep  @"};
	char title[32];

	(void)snprintf(title, sizeof(title), "Step %d of 10", step);
	shows(vt, title);
	if ((size_t)step < COUNT_OF(last) && last[step] != NULL)
		shows(vt, last[step]);
}

void
go_on_to(struct vt *vt, int step)
{
	int at = 0;

	shows(vt, "Step ");
	(void)sscanf(strstr(vt_screen(vt), "Step "), "Step %d", &at);
	for (wait_step(vt, at); at < step; wait_step(vt, ++at)) {
		/* Review goes no further while answers are missing. */
		gone(vt, "Still looking");
		vt_send(vt, "\r");
	}
}

struct buf
below_header(struct vt *vt)
{
	struct buf body = BUF_INIT;

	vt_settle(vt, 50);
	buf_adds(&body, strchr(vt_screen(vt), '\n'));
	return body;
}

void
is_below_header(struct vt *vt, const struct buf *expected)
{
	shows(vt, buf_text(expected));
}

void
quits(struct vt *vt, const char *last_words)
{
	vt_send(vt, "q");
	shows(vt, last_words);
	assert_true(vt_wait_raw(vt, "\033[?2004l", 0));
	assert_false(vt_alternate(vt));
	ends_well(vt, last_words);
}
