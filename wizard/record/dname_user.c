#include <idn2.h>
#include <string.h>

#include "wizard/base/arena.h"
#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/record/dname.h"
#include "wizard/record/ipaddr.h"

#define TYPED_MAX 4096 /* octets; a pasted page is not a domain */

/* Blanks, and what mail programs put around an address. */
#define WRAPPING " \t\r\n<>\"'"

/* Characters that need their own explanation. */
static const struct {
	char c;
	const char *message;
} refused[] = {
    {' ', N_("A domain name has no blanks inside. Type one domain, for "
	     "example: example.jp")},
    {',', N_("Type one domain only, for example: example.jp")},
    {'_', N_("The domain of a mail address has no underscore. Type the part "
	     "after the @, for example: example.jp")},
    {'*', N_("A domain with a * stands for many names. Type the domain "
	     "itself, for example: example.jp")},
    {'\\', N_("A domain name has no backslash. Type it like this: "
	      "example.jp")},
};

static bool
is_upper(char c)
{
	return char_lower(c) != c;
}

static bool
is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] >= 0x80)
			return false;
	return true;
}

static struct slice
cut_front(struct slice s, size_t n)
{
	return (struct slice) {s.ptr + n, s.len - n};
}

static struct slice
fold_width(struct arena *arena, struct slice typed, unsigned *notes)
{
	struct slice folded = slice_of(text_folded(arena, typed));

	if (folded.len != typed.len)
		*notes |= DNAME_NOTE_WIDTH;
	return slice_trim(folded, WRAPPING);
}

/* "https://" and "mailto:" in front; path, query and fragment behind. */
static struct slice
cut_url(struct slice s, unsigned *notes)
{
	const char *scheme = memmem(s.ptr, s.len, "://", 3);
	size_t before = s.len;

	if (scheme != NULL)
		s = cut_front(s, (size_t)(scheme - s.ptr) + 3);
	else if (slice_starts_nocase(s, "mailto:"))
		s = cut_front(s, strlen("mailto:"));
	for (size_t i = 0; i < s.len; i++)
		if (strchr("/?#", s.ptr[i]) != NULL)
			s.len = i;
	if (s.len != before)
		*notes |= DNAME_NOTE_URL;
	return s;
}

static struct slice
cut_local_part(struct slice s, unsigned *notes)
{
	const char *at = memrchr(s.ptr, '@', s.len);

	if (at == NULL)
		return s;
	*notes |= DNAME_NOTE_LOCAL_PART;
	return cut_front(s, (size_t)(at - s.ptr) + 1);
}

/* ":8443" behind a name. */
static struct slice
cut_port(struct slice s, unsigned *notes)
{
	struct slice behind = s;
	struct slice name;

	if (!slice_next(&behind, ':', &name) || behind.ptr == NULL ||
	    slice_trim(behind, "0123456789").len > 0)
		return s;
	*notes |= DNAME_NOTE_URL;
	return name;
}

static struct slice
cut_dot(struct slice s, unsigned *notes)
{
	if (s.len == 0 || s.ptr[s.len - 1] != '.')
		return s;
	*notes |= DNAME_NOTE_DOT;
	return (struct slice) {s.ptr, s.len - 1};
}

static void
note_case(struct slice s, unsigned *notes)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_upper(s.ptr[i]))
			*notes |= DNAME_NOTE_CASE;
}

/* 192.0.2.1, [192.0.2.1] and [IPv6:2001:db8::1] as mail addresses have them. */
static bool
is_address(struct slice s)
{
	struct ip ip;

	s = slice_trim(s, "[]");
	if (slice_starts_nocase(s, "IPv6:"))
		s = cut_front(s, strlen("IPv6:"));
	return ip_parse(s, &ip);
}

static enum err_code
check_characters(struct slice s, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(refused); i++)
		if (s.len > 0 && memchr(s.ptr, refused[i].c, s.len) != NULL)
			return err_set(
			    err, ERR_SYNTAX, "%s", _(refused[i].message));
	return ERR_OK;
}

/* A-labels, RFC 5891, with the mapping that browsers apply (UTS 46). */
static enum err_code
to_ascii(struct arena *arena, struct slice *s, unsigned *notes, struct err *err)
{
	char *ascii = NULL;
	const char *text = arena_copy_slice(arena, *s);

	if (is_ascii(*s))
		return ERR_OK;
	if (idn2_to_ascii_8z(
		text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
		return err_set(err, ERR_SYNTAX,
		    _("This is not a domain name: it holds a character that no "
		      "domain may have. Type it again by hand."));
	*s = slice_of(arena_copy(arena, ascii));
	idn2_free(ascii);
	*notes |= DNAME_NOTE_IDN;
	return ERR_OK;
}

static enum err_code
check_domain(const struct dname *name, struct err *err)
{
	if (dname_labels(name->text) < 2)
		return err_set(err, ERR_RANGE,
		    _("%s is not a whole domain: something like .jp or .com is "
		      "missing at its end. Type it like this: example.jp"),
		    name->text);
	if (!dname_is_hostname(name->text))
		return err_set(err, ERR_SYNTAX,
		    _("%s is not a domain name: only letters, digits and "
		      "hyphens (not at an end) stand between the dots. Type it "
		      "like this: example.jp"),
		    name->text);
	return ERR_OK;
}

static enum err_code
from_user(struct arena *arena, struct slice typed, struct dname *ret,
    unsigned *notes, struct err *err)
{
	struct slice s = fold_width(arena, typed, notes);
	struct dname name;

	if (s.len == 0)
		return err_set(err, ERR_SYNTAX,
		    _("Type your domain, for example: example.jp"));
	s = cut_local_part(cut_url(s, notes), notes);
	if (!is_address(s))
		s = cut_port(s, notes);
	if (is_address(s))
		return err_set(err, ERR_RANGE,
		    _("This is an IP address, and mail is judged by its "
		      "domain. Type the part after the @, for example: "
		      "example.jp"));
	s = cut_dot(s, notes);
	note_case(s, notes);
	if (s.len == 0)
		return err_set(err, ERR_SYNTAX,
		    _("There is no domain in this. Type the part after the @, "
		      "for example: example.jp"));
	if (check_characters(s, err) != ERR_OK ||
	    to_ascii(arena, &s, notes, err) != ERR_OK ||
	    dname_parse(s, &name, err) != ERR_OK ||
	    check_domain(&name, err) != ERR_OK)
		return err->code;
	*ret = name;
	return ERR_OK;
}

enum err_code
dname_from_user(
    struct slice typed, struct dname *ret, unsigned *ret_notes, struct err *err)
{
	struct arena arena = ARENA_INIT;
	unsigned notes = 0;
	enum err_code code;

	if (typed.len > TYPED_MAX)
		return err_set(err, ERR_LIMIT,
		    _("This is far too long for a domain name. Type only the "
		      "domain, for example: example.jp"));
	if (typed.len > 0 && memchr(typed.ptr, '\0', typed.len) != NULL)
		return err_set(err, ERR_SYNTAX,
		    _("This holds an invisible character. Type the domain by "
		      "hand, for example: example.jp"));
	code = from_user(&arena, typed, ret, &notes, err);
	if (code == ERR_OK)
		*ret_notes = notes;
	arena_release(&arena);
	return code;
}
