/* What the terms of a good SPF record say, and whether that can be meant. */
#include <string.h>
#include <strings.h>

#include "wizard/base/i18n.h"
#include "wizard/check/checking.h"
#include "wizard/record/spf_macro.h"

#define PREFIX4_WIDE 16 /* a shorter prefix than this lets too many in */
#define PREFIX6_WIDE 32

typedef void (*term_check)(struct checking *c, const struct spf_record *record,
    const struct spf_term *term);

static bool
is_modifier(const struct spf_term *term)
{
	return term->kind >= SPF_TERM_REDIRECT;
}

static void
check_host_bits(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	struct ip base = term->network;
	bool is4 = term->kind == SPF_TERM_IP4;
	unsigned prefix = is4 ? term->prefix4 : term->prefix6;
	char text[IP_TEXT_MAX];

	(void)record;
	if (!is4 && term->kind != SPF_TERM_IP6)
		return;
	for (unsigned i = 0; i < sizeof(base.octets); i++) {
		unsigned kept = prefix > i * 8 ? prefix - i * 8 : 0;

		if (kept < 8)
			base.octets[i] &= (uint8_t)(0xff00U >> kept);
	}
	if (ip_equal(&base, &term->network))
		return;
	ip_format(&base, text);
	checking_found(c, term, "SPF-39",
	    _("\"%s\" means the whole network %s/%u."),
	    checking_text(c, term->text), text, prefix);
}

static bool
takes_prefix4(enum spf_kind kind)
{
	return kind == SPF_TERM_IP4 || kind == SPF_TERM_A ||
	       kind == SPF_TERM_MX;
}

static bool
takes_prefix6(enum spf_kind kind)
{
	return kind == SPF_TERM_IP6 || kind == SPF_TERM_A ||
	       kind == SPF_TERM_MX;
}

static void
check_width(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	bool wide =
	    (takes_prefix4(term->kind) && term->prefix4 < PREFIX4_WIDE) ||
	    (takes_prefix6(term->kind) && term->prefix6 < PREFIX6_WIDE);

	(void)record;
	if (wide && term->qualifier == '+')
		checking_found(c, term, "SPF-40",
		    _("\"%s\" allows a very large network to send."),
		    checking_text(c, term->text));
}

static void
check_scope(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	enum ip_scope scope;

	(void)record;
	if (term->kind != SPF_TERM_IP4 && term->kind != SPF_TERM_IP6)
		return;
	scope = ip_scope(&term->network);
	/* 0.0.0.0/0 is not an address but everybody: SPF-40. */
	if (scope == IP_GLOBAL || scope == IP_DOCUMENTATION ||
	    scope == IP_OTHER)
		return;
	checking_found(c, term, "SPF-41",
	    _("\"%s\" is an address that no receiver ever sees."),
	    checking_text(c, term->text));
}

static void
check_p_macro(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	struct slice rest = term->domain;
	struct spf_piece piece;

	(void)record;
	while (term->has_macro && spf_macro_next(&rest, SPF_MACRO_DOMAIN,
				      &piece) == SPF_MACRO_PIECE)
		if (piece.letter == 'p') {
			checking_found(c, term, "SPF-46",
			    _("\"%s\" uses the macro p."),
			    checking_text(c, term->text));
			return;
		}
}

static void
check_after_all(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	const struct spf_term *all = spf_find_term(record, SPF_TERM_ALL);
	const char *text = checking_text(c, term->text);

	if (term->kind == SPF_TERM_REDIRECT && all != NULL)
		checking_found(c, term, "SPF-52",
		    _("\"%s\" never counts, because the record has "
		      "\"%s\"."),
		    text, checking_text(c, all->text));
	if (all == NULL || term <= all || is_modifier(term))
		return;
	checking_found(c, term,
	    term->kind == SPF_TERM_ALL ? "SPF-50" : "SPF-51",
	    _("\"%s\" stands behind \"%s\" and is never read."), text,
	    checking_text(c, all->text));
}

/* redirect= and exp= belong at the end. */
static void
check_order(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	const struct spf_term *last = &record->term[record->terms - 1];

	if (!is_modifier(term) || term->kind == SPF_TERM_UNKNOWN)
		return;
	while (last > term && is_modifier(last))
		last--;
	if (last > term)
		checking_found(c, term, "SPF-54",
		    _("\"%s\" stands before \"%s\"."),
		    checking_text(c, term->text), checking_text(c, last->text));
}

/* "include=example.org" is no mechanism but a modifier nobody knows. */
static enum spf_kind
meant_kind(const struct spf_term *term)
{
	for (unsigned k = SPF_TERM_ALL; k < SPF_TERM_REDIRECT; k++) {
		const char *word = spf_kind_word((enum spf_kind)k);
		size_t len = strlen(word);

		if (slice_starts_nocase(term->text, word) &&
		    term->text.len > len && term->text.ptr[len] == '=')
			return (enum spf_kind)k;
	}
	return SPF_TERM_UNKNOWN;
}

static void
check_unknown(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	enum spf_kind meant = meant_kind(term);
	const char *text = checking_text(c, term->text);
	struct finding *finding;

	(void)record;
	if (term->kind != SPF_TERM_UNKNOWN)
		return;
	finding = checking_found(
	    c, term, "SPF-55", _("Receivers ignore \"%s\"."), text);
	if (meant != SPF_TERM_UNKNOWN)
		finding->fix = arena_printf(c->arena,
		    _("Write \"%s:%.*s\" instead of \"%s\"."),
		    spf_kind_word(meant), (int)term->domain.len,
		    term->domain.ptr, text);
}

static void
check_repeated(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	if (term->kind == SPF_TERM_ALL) /* SPF-50 */
		return;
	for (const struct spf_term *t = record->term; t < term; t++)
		if (spf_same_term(t, term)) {
			checking_found(c, term, "SPF-56",
			    _("\"%s\" is given twice."),
			    checking_text(c, term->text));
			return;
		}
}

static void
check_ptr(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	(void)record;
	if (term->kind == SPF_TERM_PTR)
		checking_found(c, term, "SPF-67", _("The record uses \"%s\"."),
		    checking_text(c, term->text));
}

static void
check_mx_count(struct checking *c, const struct spf_record *record,
    const struct spf_term *term)
{
	(void)record;
	if (term->kind == SPF_TERM_MX && term->domain.len == 0 &&
	    c->facts->mx_answer->count > SPF_MX_MAX)
		checking_found(c, term, "SPF-65",
		    _("%s has %zu MX records; \"%s\" may lead to %d "
		      "at most."),
		    c->owner, c->facts->mx_answer->count,
		    checking_text(c, term->text), SPF_MX_MAX);
}

/* What the record says about everybody else. */
static void
check_all_term(struct checking *c, const struct spf_record *record)
{
	static const struct {
		char qualifier;
		const char *id;
		const char *message;
	} rows[] = {
	    {'+', "SPF-73",
		N_("\"%s\" allows every host in the world to "
		   "send as %s.")},
	    {'?', "SPF-74",
		N_("\"%s\" makes no statement about hosts that "
		   "send as %s.")},
	    {'~', "SPF-76",
		N_("\"%s\" marks mail of other hosts that send "
		   "as %s as suspicious, without refusing it.")},
	    {'-', "SPF-76",
		N_("\"%s\" lets receivers refuse other hosts "
		   "that send as %s at once.")},
	};
	const struct spf_term *all = spf_find_term(record, SPF_TERM_ALL);

	if (all == NULL && spf_find_term(record, SPF_TERM_REDIRECT) == NULL)
		finding_add(c->arena, c->list, "SPF-75", c->owner,
		    _("The SPF record of %s ends without all or redirect=."),
		    c->owner);
	for (size_t i = 0; all != NULL && i < COUNT_OF(rows); i++)
		if (rows[i].qualifier == all->qualifier)
			checking_found(c, all, rows[i].id, _(rows[i].message),
			    checking_text(c, all->text), c->owner);
}

void
check_spf_terms(struct checking *c, const struct spf_record *record)
{
	static const term_check checks[] = {
	    check_host_bits,
	    check_width,
	    check_scope,
	    check_p_macro,
	    check_after_all,
	    check_order,
	    check_unknown,
	    check_repeated,
	    check_ptr,
	    check_mx_count,
	};

	for (size_t i = 0; i < record->terms; i++)
		for (size_t k = 0; k < COUNT_OF(checks); k++)
			checks[k](c, record, &record->term[i]);
	check_all_term(c, record);
}
