#include "wizard/record/dname_wire.h"

#include "wizard/base/i18n.h"

/* A name on its way to wire form. */
struct writer {
	uint8_t *wire;
	size_t len; /* octets written, the open label's length octet included */
	size_t label; /* where the open label's length octet is */
};

/*
 * One octet of a label, RFC 1035 section 5.1: itself, \X or \DDD. Returns the
 * characters read; 0 when the escape is broken.
 */
static size_t
read_octet(struct slice s, uint8_t *ret)
{
	unsigned value;

	if (s.ptr[0] != '\\') {
		*ret = (uint8_t)s.ptr[0];
		return 1;
	}
	if (s.len < 2)
		return 0;
	if (!char_is_digit(s.ptr[1])) {
		*ret = (uint8_t)s.ptr[1];
		return 2;
	}
	if (s.len < 4 || !char_is_digit(s.ptr[2]) || !char_is_digit(s.ptr[3]))
		return 0;
	value = (unsigned)(s.ptr[1] - '0') * 100 +
		(unsigned)(s.ptr[2] - '0') * 10 + (unsigned)(s.ptr[3] - '0');
	*ret = (uint8_t)value;
	return value > UINT8_MAX ? 0 : 4;
}

static void
open_label(struct writer *w)
{
	w->label = w->len;
	w->wire[w->len++] = 0;
}

static enum err_code
add_octet(struct writer *w, uint8_t octet, size_t at, struct err *err)
{
	if (w->wire[w->label] == DNAME_LABEL_MAX)
		return err_at(err, ERR_LIMIT, at,
		    _("A part of the name between two dots is longer than 63 "
		      "characters. Shorten it."));
	/* One octet stays free for the root label. */
	if (w->len >= DNAME_WIRE_MAX - 1)
		return err_at(err, ERR_LIMIT, at,
		    _("The name is longer than 253 characters. Shorten it."));
	w->wire[w->label]++;
	w->wire[w->len++] = octet;
	return ERR_OK;
}

static enum err_code
close_label(struct writer *w, size_t at, struct err *err)
{
	if (w->wire[w->label] == 0)
		return err_at(err, ERR_SYNTAX, at,
		    _("There is nothing before or between the dots of the "
		      "name. Remove the extra dot."));
	open_label(w);
	return ERR_OK;
}

static enum err_code
add_escaped(struct writer *w, struct slice rest, size_t at, size_t *ret_read,
    struct err *err)
{
	uint8_t octet;
	size_t n = read_octet(rest, &octet);

	if (n == 0)
		return err_at(err, ERR_SYNTAX, at,
		    _("A backslash in a name needs one character or three "
		      "digits up to 255 behind it."));
	if (rest.ptr[n - 1] < ' ' || rest.ptr[n - 1] > '~')
		return err_at(err, ERR_SYNTAX, at,
		    _("The name holds a character that cannot stand in a "
		      "domain name. Remove it."));
	*ret_read = n;
	return add_octet(w, octet, at, err);
}

enum err_code
dname_to_wire(struct slice text, uint8_t ret[DNAME_WIRE_MAX], size_t *ret_len,
    struct err *err)
{
	struct writer w = {.wire = ret};
	size_t at = 0;

	open_label(&w);
	if (text.len == 1 && text.ptr[0] == '.')
		text.len = 0;
	while (at < text.len) {
		struct slice rest = {text.ptr + at, text.len - at};
		size_t n = 1;
		enum err_code code = rest.ptr[0] == '.'
					 ? close_label(&w, at, err)
					 : add_escaped(&w, rest, at, &n, err);

		if (code != ERR_OK)
			return code;
		at += n;
	}
	/* The open label is the root, unless the final dot was left out. */
	if (w.wire[w.label] != 0)
		open_label(&w);
	*ret_len = w.len;
	return ERR_OK;
}

/* What needs an escape, section 5.1; nearly nothing does. */
static size_t
put_escaped(char *out, uint8_t octet)
{
	out[0] = '\\';
	if (octet == '.' || octet == '\\') {
		out[1] = (char)octet;
		return 2;
	}
	out[1] = (char)('0' + octet / 100);
	out[2] = (char)('0' + octet / 10 % 10);
	out[3] = (char)('0' + octet % 10);
	return 4;
}

static bool
is_plain(uint8_t octet)
{
	return octet > ' ' && octet < 0x7f && octet != '.' && octet != '\\';
}

size_t
dname_from_wire(const uint8_t *wire, size_t len, char ret[DNAME_TEXT_MAX])
{
	size_t at = 0;
	size_t n = 0;

	while (at < len && wire[at] != 0 && at + wire[at] < len) {
		size_t end = at + 1 + wire[at];

		if (n > 0)
			ret[n++] = '.';
		for (at++; at < end; at++)
			if (is_plain(wire[at]))
				ret[n++] = char_lower((char)wire[at]);
			else
				n += put_escaped(ret + n, wire[at]);
	}
	ret[n] = '\0';
	return n;
}

bool
dname_canonical(const char *name, char ret[DNAME_TEXT_MAX])
{
	uint8_t wire[DNAME_WIRE_MAX];
	struct err err;
	size_t len;

	if (dname_to_wire(slice_of(name), wire, &len, &err) != ERR_OK)
		return false;
	(void)dname_from_wire(wire, len, ret);
	return true;
}
