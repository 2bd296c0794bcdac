#include "wizard/io/store_state.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"

/* --- JSON to entries ----------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct entry *entry;
	size_t count;
	char key[STATE_KEY_MAX + 1]; /* of the place that is being read */
	struct err *err;
};

static enum err_code
add_entry(struct reading *reading, const json_t *value)
{
	if (!json_is_string(value) || reading->key[0] == '\0')
		return err_set(reading->err, ERR_SYNTAX,
		    _("%s holds something other than text"), reading->key);
	if (reading->count == STATE_ENTRIES_MAX)
		return err_set(reading->err, ERR_LIMIT,
		    _("more than %d answers"), STATE_ENTRIES_MAX);
	reading->entry = arena_push(reading->arena, reading->entry,
	    &reading->count, sizeof(*reading->entry));
	reading->entry[reading->count - 1] = (struct entry) {
	    .key = arena_copy(reading->arena, reading->key),
	    .value = arena_copy(reading->arena, json_string_value(value)),
	};
	return ERR_OK;
}

/* A part of a key: no dot, no control; "" only stands for "this very key". */
static bool
is_part(const char *name)
{
	if (name[0] == '\0')
		return false;
	for (; *name != '\0'; name++)
		if (*name == '.' || (unsigned char)*name < ' ' || *name == 0x7f)
			return false;
	return true;
}

static enum err_code read_node(
    struct reading *reading, json_t *node, unsigned depth);

static enum err_code
read_child(
    struct reading *reading, const char *name, json_t *child, unsigned depth)
{
	size_t len = strlen(reading->key);
	enum err_code code;
	int n;

	if (!is_part(name))
		return err_set(reading->err, ERR_SYNTAX,
		    _("a name below '%s' is empty or has a dot or a control "
		      "character in it"),
		    reading->key);
	n = snprintf(reading->key + len, sizeof(reading->key) - len, "%s%s",
	    len == 0 ? "" : ".", name);
	if (n < 0 || (size_t)n >= sizeof(reading->key) - len ||
	    depth == STATE_DEPTH_MAX)
		return err_set(reading->err, ERR_LIMIT,
		    _("nested too deep, or a name too long"));
	code = read_node(reading, child, depth + 1);
	reading->key[len] = '\0';
	return code;
}

static enum err_code
read_object(struct reading *reading, json_t *node, unsigned depth)
{
	const char *name;
	json_t *child;

	json_object_foreach(node, name,
	    child) if ((name[0] == '\0'
			       ? add_entry(reading, child)
			       : read_child(reading, name, child, depth)) !=
		       ERR_OK) return reading->err->code;
	return ERR_OK;
}

static enum err_code
read_list(struct reading *reading, json_t *node, unsigned depth)
{
	char name[24];

	for (size_t i = 0; i < json_array_size(node); i++) {
		(void)snprintf(name, sizeof(name), "%zu", i);
		if (read_child(reading, name, json_array_get(node, i), depth) !=
		    ERR_OK)
			return reading->err->code;
	}
	return ERR_OK;
}

static enum err_code
read_node(struct reading *reading, json_t *node, unsigned depth)
{
	if (json_is_object(node))
		return read_object(reading, node, depth);
	if (json_is_array(node))
		return read_list(reading, node, depth);
	return add_entry(reading, node);
}

/* The part of the file that says what the rest means. */
static enum err_code
check_version(const json_t *root, struct err *err)
{
	const json_t *version = json_object_get(root, "version");

	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return err_set(err, ERR_SYNTAX, _("no version in it"));
	if (json_integer_value(version) > STATE_VERSION)
		return err_set(err, ERR_VERSION,
		    _("A newer version of this program wrote what is known "
		      "about this domain. Use that version; nothing was "
		      "changed."));
	return ERR_OK;
}

static enum err_code
read_root(struct reading *reading, json_t *root)
{
	json_t *answers = json_object_get(root, "answers");

	if (check_version(root, reading->err) != ERR_OK)
		return reading->err->code;
	if (!json_is_object(answers))
		return err_set(reading->err, ERR_SYNTAX, _("no answers in it"));
	return read_object(reading, answers, 0);
}

enum err_code
state_parse(struct arena *arena, struct slice json, struct entries *ret,
    struct err *err)
{
	struct reading reading = {.arena = arena, .err = err};
	enum err_code code;
	json_error_t error;
	json_t *root;

	if (json.len > STATE_MAX)
		return err_set(err, ERR_LIMIT, _("too large"));
	root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
	if (root == NULL)
		return err_at(err, ERR_SYNTAX, (size_t)error.position,
		    _("line %d, column %d is not JSON"), error.line,
		    error.column);
	code = read_root(&reading, root);
	json_decref(root);
	if (code != ERR_OK)
		return code;
	ret->entry = reading.entry;
	ret->count = reading.count;
	return ERR_OK;
}

/* --- Entries to JSON ----------------------------------------------------- */

/* The object below node that is called name; a text in its place moves in. */
static json_t *
object_below(json_t *node, const char *name)
{
	json_t *there = json_object_get(node, name);
	json_t *object;

	if (json_is_object(there))
		return there;
	object = json_object();
	if (there != NULL)
		(void)json_object_set(object, "", there);
	/* Refuses a name that is not UTF-8; then there is no such object. */
	if (json_object_set_new(node, name, object) == -1)
		return NULL;
	return object;
}

/* What can be read as UTF-8 of a value, for JSON has no other text. */
static json_t *
text_of(const char *value)
{
	struct slice rest = slice_of(value);
	json_t *text = json_string(value);
	struct buf repaired = BUF_INIT;
	char octets[4];
	uint32_t c;
	size_t n;

	if (text != NULL)
		return text;
	while ((n = text_next(rest, &c)) > 0) {
		buf_add(&repaired, octets, text_encode(c, octets));
		rest.ptr += n;
		rest.len -= n;
	}
	text = json_string(buf_text(&repaired));
	buf_release(&repaired);
	return text;
}

static bool
put_value(json_t *node, const char *name, const char *value)
{
	json_t *there = json_object_get(node, name);

	if (json_is_object(there))
		return json_object_set_new(there, "", text_of(value)) == 0;
	return json_object_set_new(node, name, text_of(value)) == 0;
}

/* Walks down from part to part; false: the key cannot be. */
static bool
put_entry(json_t *root, const struct entry *entry)
{
	char key[STATE_KEY_MAX + 1];
	unsigned depth = 0;
	json_t *node = root;
	char *part = key;
	char *dot;

	if (strlen(entry->key) > STATE_KEY_MAX)
		return false;
	memcpy(key, entry->key, strlen(entry->key) + 1);
	while ((dot = strchr(part, '.')) != NULL) {
		*dot = '\0';
		if (!is_part(part) || ++depth == STATE_DEPTH_MAX)
			return false;
		node = object_below(node, part);
		if (node == NULL)
			return false;
		part = dot + 1;
	}
	return is_part(part) && put_value(node, part, entry->value);
}

static bool
is_number(const char *name, size_t number)
{
	char digits[24];

	(void)snprintf(digits, sizeof(digits), "%zu", number);
	return strcmp(name, digits) == 0;
}

/* Are the names 0, 1, 2, ... without a gap and in this order? */
static bool
is_list(json_t *object)
{
	const char *name;
	json_t *child;
	size_t i = 0;

	json_object_foreach(
	    object, name, child) if (!is_number(name, i++)) return false;
	return i > 0;
}

/* A copy in which objects that are lists are arrays. */
static json_t *
with_lists(json_t *node)
{
	const char *name;
	json_t *child;
	json_t *copy;

	if (!json_is_object(node))
		return json_incref(node);
	copy = is_list(node) ? json_array() : json_object();
	json_object_foreach(node, name, child) if (json_is_array(copy))(void)
	    json_array_append_new(copy, with_lists(child));
	else(void) json_object_set_new(copy, name, with_lists(child));
	return copy;
}

static int
append(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

/* Takes the answers over. */
static enum err_code
print_root(json_t *answers, struct buf *ret, struct err *err)
{
	json_t *root = json_object();
	size_t before = ret->len;

	(void)json_object_set_new(root, "version", json_integer(STATE_VERSION));
	(void)json_object_set_new(root, "answers", answers);
	(void)json_dump_callback(root, append, ret, JSON_INDENT(2));
	buf_addc(ret, '\n');
	json_decref(root);
	if (ret->len - before > STATE_MAX)
		return err_set(err, ERR_LIMIT,
		    _("More answers than can be kept for one domain."));
	return ERR_OK;
}

enum err_code
state_print(const struct entries *entries, struct buf *ret, struct err *err)
{
	json_t *tree, *answers = json_object();
	enum err_code code = ERR_OK;
	const char *name;
	json_t *child;

	if (entries->count > STATE_ENTRIES_MAX)
		code = err_set(err, ERR_LIMIT,
		    _("More answers than can be kept for one domain."));
	tree = json_object();
	for (size_t i = 0; code == ERR_OK && i < entries->count; i++)
		if (!put_entry(tree, &entries->entry[i]))
			code = err_set(err, ERR_SYNTAX,
			    _("An answer cannot be kept under the name '%s'."),
			    entries->entry[i].key);
	/* The outermost level is an object, whatever its names are. */
	json_object_foreach(tree, name, child)(void)
	    json_object_set_new(answers, name, with_lists(child));
	json_decref(tree);
	if (code == ERR_OK)
		return print_root(answers, ret, err);
	json_decref(answers);
	return code;
}
