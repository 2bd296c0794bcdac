#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/io/host_text.h"
#include "wizard/io/template_lines.h"
#include "wizard/io/templates.h"

#define PARTS_MAX 32
#define PIECES_MAX 32

/* What may stand between {{ and }}: everywhere, and where a key is known. */
static const char *const general[] = {"domain", "list"};
static const char *const of_key[] = {
    "algorithm", "domain", "key_file", "list", "selector", "type"};

struct signer_reading {
	struct arena *arena;
	struct template_lines lines;
	struct signer_template signer;
	struct buf text; /* of the piece that is being read */
};

static enum err_code
fail(const struct signer_reading *r, const char *what)
{
	return template_lines_fail(&r->lines, what);
}

static struct signer_part *
last_part(struct signer_reading *r)
{
	return &r->signer.part[r->signer.parts - 1];
}

static struct signer_piece *
last_piece(struct signer_reading *r)
{
	struct signer_part *part = last_part(r);

	return part->pieces == 0 ? NULL : &part->piece[part->pieces - 1];
}

/* Gives the piece that was being read its text. */
static void
end_piece(struct signer_reading *r)
{
	struct signer_piece *piece =
	    r->signer.parts == 0 ? NULL : last_piece(r);

	if (piece != NULL)
		piece->text = arena_copy(r->arena, buf_text(&r->text));
	buf_clear(&r->text);
}

static enum err_code
begin_piece(struct signer_reading *r, bool each, const char *type)
{
	struct signer_part *part = last_part(r);

	if (part->pieces == PIECES_MAX)
		return fail(r, _("too many pieces in this part"));
	part->piece = arena_push(
	    r->arena, part->piece, &part->pieces, sizeof(*part->piece));
	part->piece[part->pieces - 1] =
	    (struct signer_piece) {.each = each, .type = type, .text = ""};
	return ERR_OK;
}

/* --- Lines that begin something -------------------------------------------- */

/* The words behind "---", at most so many; returns how many there are. */
static size_t
words_of(struct signer_reading *r, struct slice line, const char **ret,
    size_t max)
{
	struct slice word;
	size_t n = 0;

	while (n < max && host_text_word(&line, &word))
		ret[n++] = arena_copy_slice(r->arena, word);
	return n;
}

static bool
is_type(const char *word)
{
	return strcmp(word, "rsa") == 0 || strcmp(word, "ed25519") == 0;
}

static enum err_code
begin_part(
    struct signer_reading *r, enum signer_part_kind kind, const char **word)
{
	struct signer_part part = {.kind = kind, .type = ""};

	if (r->signer.parts == PARTS_MAX)
		return fail(r, _("too many parts"));
	if (kind == SIGNER_KEY) {
		part.type = word[1];
		part.seed = strcmp(word[2], "seed") == 0;
		if (!is_type(part.type) ||
		    (!part.seed && strcmp(word[2], "pem") != 0))
			return fail(r,
			    _("a key is rsa or ed25519, and pem or seed"));
		word += 2;
	}
	if (kind == SIGNER_KEY || kind == SIGNER_FILE) {
		part.path = word[1];
		part.mode = word[2];
		part.owner = word[3];
	}
	end_piece(r);
	r->signer.part = arena_push(r->arena, r->signer.part,
	    &r->signer.parts, sizeof(*r->signer.part));
	*last_part(r) = part;
	return kind == SIGNER_KEY ? ERR_OK : begin_piece(r, false, "");
}

/* "--- file PATH MODE OWNER" and its like: so many words behind "---". */
static const struct {
	const char *word;
	size_t words;
	enum signer_part_kind kind;
} parts[] = {
    {"key", 6, SIGNER_KEY},
    {"file", 4, SIGNER_FILE},
    {"test", 1, SIGNER_TEST},
    {"reload", 1, SIGNER_RELOAD},
    {"note", 1, SIGNER_NOTE},
};

static enum err_code
read_mark(struct signer_reading *r, struct slice rest)
{
	const char *word[7] = {"", "", "", "", "", "", ""};
	size_t n = words_of(r, rest, word, COUNT_OF(word));

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (strcmp(parts[i].word, word[0]) == 0 &&
		    parts[i].words == n)
			return begin_part(r, parts[i].kind, word);
	if (r->signer.parts > 0 && last_piece(r) != NULL) {
		bool each = strcmp(word[0], "each") == 0;

		if ((strcmp(word[0], "once") == 0 && n == 1) ||
		    (each && (n == 1 || (n == 2 && is_type(word[1]))))) {
			end_piece(r);
			return begin_piece(r, each, word[1]);
		}
	}
	return fail(r,
	    _("behind --- stands key, file, test, reload, note, each or once, "
	      "each with what belongs to it"));
}

/* --- Other lines -------------------------------------------------------------- */

/* arg: is a key known? */
static bool
is_placeholder(const void *arg, struct slice name)
{
	const bool *key_known = arg;

	return *key_known
	    ? template_lines_among(name, of_key, COUNT_OF(of_key))
	    : template_lines_among(name, general, COUNT_OF(general));
}

static bool
placeholders_known(struct slice line, bool key_known)
{
	return template_lines_known(line, is_placeholder, &key_known);
}

/* "# title: ..." before the first part; quotes keep blanks. */
static enum err_code
read_header(struct signer_reading *r, struct slice line)
{
	struct {
		const char *name;
		const char **target;
	} headers[] = {
	    {"# title:", &r->signer.title},
	    {"# item:", &r->signer.item},
	    {"# between:", &r->signer.between},
	};

	if (slice_trim(line, " \t").len == 0)
		return ERR_OK;
	for (size_t i = 0; i < COUNT_OF(headers); i++) {
		size_t len = strlen(headers[i].name);

		if (!slice_starts_nocase(line, headers[i].name))
			continue;
		line.ptr += len;
		line.len -= len;
		line = slice_trim(slice_trim(line, " \t"), "\"");
		if (!placeholders_known(line, true))
			return fail(r, _("there is no such {{placeholder}}"));
		*headers[i].target = text_safe(r->arena, line);
		return ERR_OK;
	}
	return fail(r,
	    _("before the first '---' there are only lines '# title: ...', "
	      "'# item: ...' and '# between: ...'"));
}

static enum err_code
read_line(void *arg, struct slice line)
{
	static const char mark[] = "--- ";
	struct signer_reading *r = arg;
	const struct signer_piece *piece;

	if (slice_starts_nocase(line, mark)) {
		if (!placeholders_known(line, true))
			return fail(r, _("there is no such {{placeholder}}"));
		line.ptr += strlen(mark);
		line.len -= strlen(mark);
		return read_mark(r, line);
	}
	if (r->signer.parts == 0)
		return read_header(r, line);
	piece = last_piece(r);
	if (piece == NULL)
		return fail(r, _("a key has no text of its own"));
	if (!placeholders_known(line, piece->each))
		return fail(r,
		    _("there is no such {{placeholder}} in this part"));
	buf_add(&r->text, line.ptr, line.len);
	buf_addc(&r->text, '\n');
	return ERR_OK;
}

static enum err_code
read_signer(struct signer_reading *r, struct slice text)
{
	enum err_code code = template_lines_read(&r->lines, text, read_line, r);
	bool has_key = false;

	if (code != ERR_OK)
		return code;
	end_piece(r);
	for (size_t i = 0; i < r->signer.parts; i++)
		has_key = has_key || r->signer.part[i].kind == SIGNER_KEY;
	if (r->signer.title == NULL || !has_key)
		return fail(r,
		    _("'# title:' and a part '--- key' are needed"));
	return ERR_OK;
}

enum err_code
templates_parse_signer(struct arena *arena, const char *file,
    struct slice text, struct signer_template *ret, struct err *err)
{
	struct signer_reading r = {
	    .arena = arena,
	    .lines = {.file = file, .err = err},
	    .signer = {.item = "{{selector}}", .between = " "},
	};
	enum err_code code = read_signer(&r, text);

	buf_release(&r.text);
	if (code == ERR_OK)
		*ret = r.signer;
	return code;
}
