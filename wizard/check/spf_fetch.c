/* Names and records that an evaluation asks for. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/spf_state.h"

const struct dns_answer *
spf_ask(struct spf_state *s, const char *name, uint16_t type)
{
	const struct dns_answer *answer =
	    s->source->ask(s->source->self, name, type);

	if (answer->status == DNS_PENDING)
		s->out->pending = true;
	return answer;
}

/* --- Names ------------------------------------------------------------- */

/* How many octets, from the first on, stand for themselves in any case. */
static size_t
plain_octets(const char *text)
{
	size_t n = 0;

	while (text[n] > ' ' && text[n] < 0x7f && text[n] != '\\')
		n++;
	return n;
}

/*
 * What a macro brings in stands for itself, section 4.8: a backslash is one
 * octet of a label, not the beginning of an escape. What is not ASCII matches
 * nothing, RFC 8616 section 4.
 */
static bool
escape(struct buf *out, const char *text)
{
	while (*text != '\0') {
		size_t plain = plain_octets(text);

		buf_add(out, text, plain);
		text += plain;
		if ((*text & 0x80) != 0)
			return false;
		if (*text == '\\')
			buf_adds(out, "\\\\");
		else if (*text != '\0')
			buf_addf(out, "\\%03d", *text);
		text += *text != '\0';
	}
	return true;
}

const char *
spf_dname(struct spf_state *s, const char *text)
{
	struct buf escaped = BUF_INIT;
	struct err err = ERR_INIT;
	struct dname name;
	/* One octet more than the longest name may be its final dot. */
	bool exists =
	    strlen(text) <= DNAME_MAX + 1 && escape(&escaped, text) &&
	    dname_parse(slice_of(buf_text(&escaped)), &name, &err) == ERR_OK;

	buf_release(&escaped);
	return exists ? arena_copy(s->arena, name.text) : NULL;
}

const char *
spf_domain(struct spf_state *s, const char *text)
{
	const char *name = spf_dname(s, text);

	/* "[192.0.2.1]", as in RFC 5321 section 4.1.3, is not a name. */
	if (name == NULL || name[0] == '[' || dname_labels(name) < 2)
		return NULL;
	return name;
}

/* --- Records ----------------------------------------------------------- */

struct spf_record *
spf_shelf_read(struct spf_shelf *shelf, struct arena *arena, struct slice text)
{
	for (size_t i = 0; i < shelf->count; i++)
		if (shelf->record[i]->text.ptr == text.ptr &&
		    shelf->record[i]->text.len == text.len)
			return shelf->record[i];
	shelf->record = arena_push(
	    arena, shelf->record, &shelf->count, sizeof(*shelf->record));
	shelf->record[shelf->count - 1] = spf_parse(arena, text);
	return shelf->record[shelf->count - 1];
}

/* How many of the records at a name are SPF, section 4.5, and the first. */
static size_t
select_records(const struct dns_answer *answer, struct slice *ret_text)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->count; i++)
		if (spf_is_record(answer->rr[i].text) && n++ == 0)
			*ret_text = answer->rr[i].text;
	return n;
}

static enum spf_result
read_record(struct spf_state *s, const char *domain, struct slice text,
    const struct spf_record **ret)
{
	const struct spf_record *record =
	    spf_shelf_read(s->shelf, s->arena, text);

	if (record->faults > 0)
		return spf_problem(
		    s, SPF_PERMERROR, domain, record->fault[0].what);
	*ret = record;
	return SPF_PASS;
}

enum spf_result
spf_fetch(
    struct spf_state *s, const char *domain, const struct spf_record **ret)
{
	const struct dns_answer *txt = spf_ask(s, domain, DNS_TXT);
	struct slice text;

	if (!dns_is_answered(txt->status))
		return spf_problem(s, SPF_TEMPERROR, domain,
		    _("a name server did not answer, or answered with an "
		      "error"));
	switch (select_records(txt, &text)) {
	case 0:
		return SPF_NONE;
	case 1:
		return read_record(s, domain, text, ret);
	default:
		return spf_problem(
		    s, SPF_PERMERROR, domain, _("more than one SPF record"));
	}
}

const struct spf_term *
spf_find_term(const struct spf_record *record, enum spf_kind kind)
{
	for (size_t i = 0; i < record->terms; i++)
		if (record->term[i].kind == kind)
			return &record->term[i];
	return NULL;
}

/* --- The client's names, section 5.5 ----------------------------------- */

static bool
has_address(const struct dns_answer *answer, const struct ip *ip)
{
	for (size_t i = 0; i < answer->count; i++)
		if (ip_equal(&answer->rr[i].address, ip))
			return true;
	return false;
}

static void
validate(struct spf_state *s, const char *name)
{
	struct spf_names *names = &s->names;
	const struct dns_answer *back =
	    spf_ask(s, name, s->ip.family == 4 ? DNS_A : DNS_AAAA);

	if (back->status == DNS_PENDING)
		names->state = SPF_NAMES_PENDING;
	if (!has_address(back, &s->ip))
		return;
	names->name = arena_push(
	    s->arena, names->name, &names->count, sizeof(*names->name));
	names->name[names->count - 1] = name;
}

static void
find_names(struct spf_state *s)
{
	char reverse[IP_REVERSE_MAX];
	const struct dns_answer *ptr;

	ip_reverse_name(&s->ip, reverse);
	ptr = spf_ask(s, reverse, DNS_PTR);
	s->names.state =
	    ptr->status == DNS_PENDING ? SPF_NAMES_PENDING : SPF_NAMES_KNOWN;
	s->names.is_void =
	    ptr->status == DNS_NODATA || ptr->status == DNS_NXDOMAIN;
	for (size_t i = 0; i < ptr->count && i < SPF_PTR_MAX; i++)
		if (ptr->rr[i].target[0] != '\0')
			validate(s, ptr->rr[i].target);
}

const struct spf_names *
spf_client_names(struct spf_state *s)
{
	if (s->names.state == SPF_NAMES_UNASKED)
		find_names(s);
	if (s->names.state == SPF_NAMES_KNOWN)
		return &s->names;
	s->out->pending = true;
	return NULL;
}
