#include "wizard/record/dmarcreport.h"

#include <string.h>

#include <expat.h>

#include "wizard/base/i18n.h"

#define PATH_MAX_KNOWN 80 /* longer than every path of the schema */
#define SECONDS_MAX 253402300799 /* the end of the year 9999 */

struct parse {
	struct arena *arena;
	XML_Parser xml;
	struct err *err;
	unsigned depth;
	char path[PATH_MAX_KNOWN + 1]; /* "feedback/record/row/count" */
	unsigned unknown; /* elements we are in that the path does not hold */
	char text[DMARC_REPORT_TEXT];
	size_t len;
	struct dmarc_report report;
	struct dmarc_row row;    /* under way */
	struct dmarc_auth *auth; /* the last one of the row */
	struct dmarc_auth extra; /* takes what is left out */
};

/* --- Values --------------------------------------------------------------- */

typedef void taker(struct parse *p, void *member, struct slice text);

struct word {
	const char *word;
	int value;
};

static int
value_of(const struct word *words, size_t count, struct slice text, int other)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is_nocase(text, words[i].word))
			return words[i].value;
	return other;
}

static void
take_text(struct parse *p, void *member, struct slice text)
{
	*(const char **)member = arena_copy_slice(p->arena, text);
}

/* Digits only, and not more than max; -1: it is something else. */
static int64_t
number_of(struct slice text, int64_t max)
{
	int64_t number = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return -1;
		number = number * 10 + (text.ptr[i] - '0');
		if (number > max)
			return -1;
	}
	return text.len == 0 ? -1 : number;
}

static void
take_seconds(struct parse *p, void *member, struct slice text)
{
	int64_t seconds = number_of(text, SECONDS_MAX);

	(void)p;
	*(int64_t *)member = seconds < 0 ? 0 : seconds;
}

static void
take_count(struct parse *p, void *member, struct slice text)
{
	(void)p;
	*(int64_t *)member = number_of(text, DMARC_REPORT_MESSAGES);
}

static void
take_ip(struct parse *p, void *member, struct slice text)
{
	struct ip *ip = member;

	(void)p;
	if (ip_parse(text, ip))
		*ip = ip_unmapped(ip);
}

static void
take_policy(struct parse *p, void *member, struct slice text)
{
	static const struct word words[] = {
	    {"none", DMARC_NONE},
	    {"pass", DMARC_NONE}, /* a disposition of RFC 9990 */
	    {"quarantine", DMARC_QUARANTINE},
	    {"reject", DMARC_REJECT},
	};

	(void)p;
	*(enum dmarc_policy *)member = (enum dmarc_policy)value_of(
	    words, COUNT_OF(words), text, DMARC_NO_POLICY);
}

static void
take_pass(struct parse *p, void *member, struct slice text)
{
	(void)p;
	*(bool *)member = slice_is_nocase(text, "pass");
}

static void
take_strict(struct parse *p, void *member, struct slice text)
{
	(void)p;
	*(bool *)member = slice_is_nocase(text, "s");
}

static void
take_yes(struct parse *p, void *member, struct slice text)
{
	(void)p;
	*(bool *)member = slice_is_nocase(text, "y");
}

static void
take_discovery(struct parse *p, void *member, struct slice text)
{
	static const struct word words[] = {
	    {"psl", DMARC_DISCOVERY_PSL},
	    {"treewalk", DMARC_DISCOVERY_TREEWALK},
	};

	(void)p;
	*(enum dmarc_discovery *)member = (enum dmarc_discovery)value_of(
	    words, COUNT_OF(words), text, DMARC_DISCOVERY_UNSAID);
}

static void
take_reason(struct parse *p, void *member, struct slice text)
{
	static const struct word words[] = {
	    {"forwarded", DMARC_REASON_FORWARDED},
	    {"mailing_list", DMARC_REASON_MAILING_LIST},
	    {"trusted_forwarder", DMARC_REASON_TRUSTED_FORWARDER},
	    {"sampled_out", DMARC_REASON_SAMPLED_OUT},
	    {"policy_test_mode", DMARC_REASON_TEST_MODE},
	    {"local_policy", DMARC_REASON_LOCAL_POLICY},
	};

	(void)p;
	*(unsigned *)member |= (unsigned)value_of(
	    words, COUNT_OF(words), text, DMARC_REASON_OTHER);
}

/* --- The schema ----------------------------------------------------------- */

enum whose { OF_REPORT, OF_ROW, OF_AUTH };

#define METADATA "feedback/report_metadata/"
#define POLICY   "feedback/policy_published/"
#define RECORD   "feedback/record/"

#define OF(whose, type, member) whose, offsetof(struct type, member)

static const struct field {
	const char *path;
	taker *take;
	enum whose whose;
	size_t offset;
} fields[] = {
    {"feedback/version", take_text, OF(OF_REPORT, dmarc_report, version)},
    {METADATA "org_name", take_text, OF(OF_REPORT, dmarc_report, org)},
    {METADATA "email", take_text, OF(OF_REPORT, dmarc_report, email)},
    {METADATA "report_id", take_text, OF(OF_REPORT, dmarc_report, id)},
    {METADATA "date_range/begin", take_seconds,
	OF(OF_REPORT, dmarc_report, begin)},
    {METADATA "date_range/end", take_seconds,
	OF(OF_REPORT, dmarc_report, end)},
    {POLICY "domain", take_text, OF(OF_REPORT, dmarc_report, domain)},
    {POLICY "p", take_policy, OF(OF_REPORT, dmarc_report, p)},
    {POLICY "sp", take_policy, OF(OF_REPORT, dmarc_report, sp)},
    {POLICY "np", take_policy, OF(OF_REPORT, dmarc_report, np)},
    {POLICY "adkim", take_strict, OF(OF_REPORT, dmarc_report, strict_dkim)},
    {POLICY "aspf", take_strict, OF(OF_REPORT, dmarc_report, strict_spf)},
    {POLICY "testing", take_yes, OF(OF_REPORT, dmarc_report, testing)},
    {POLICY "discovery_method", take_discovery,
	OF(OF_REPORT, dmarc_report, discovery)},
    {RECORD "row/source_ip", take_ip, OF(OF_ROW, dmarc_row, ip)},
    {RECORD "row/count", take_count, OF(OF_ROW, dmarc_row, messages)},
    {RECORD "row/policy_evaluated/disposition", take_policy,
	OF(OF_ROW, dmarc_row, disposition)},
    {RECORD "row/policy_evaluated/dkim", take_pass,
	OF(OF_ROW, dmarc_row, dkim)},
    {RECORD "row/policy_evaluated/spf", take_pass, OF(OF_ROW, dmarc_row, spf)},
    {RECORD "row/policy_evaluated/reason/type", take_reason,
	OF(OF_ROW, dmarc_row, reasons)},
    {RECORD "identifiers/header_from", take_text,
	OF(OF_ROW, dmarc_row, header_from)},
    {RECORD "identifiers/envelope_from", take_text,
	OF(OF_ROW, dmarc_row, envelope_from)},
    {RECORD "auth_results/dkim/domain", take_text,
	OF(OF_AUTH, dmarc_auth, domain)},
    {RECORD "auth_results/dkim/selector", take_text,
	OF(OF_AUTH, dmarc_auth, selector)},
    {RECORD "auth_results/dkim/result", take_pass,
	OF(OF_AUTH, dmarc_auth, passed)},
    {RECORD "auth_results/spf/domain", take_text,
	OF(OF_AUTH, dmarc_auth, domain)},
    {RECORD "auth_results/spf/result", take_pass,
	OF(OF_AUTH, dmarc_auth, passed)},
};

static void
take_field(struct parse *p)
{
	char *const base[] = {
	    [OF_REPORT] = (char *)&p->report,
	    [OF_ROW] = (char *)&p->row,
	    [OF_AUTH] = (char *)p->auth,
	};
	struct slice text = slice_trim(
	    (struct slice) {p->text, p->len}, " \t\r\n");

	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		const struct field *f = &fields[i];

		if (strcmp(p->path, f->path) == 0) {
			f->take(p, base[f->whose] + f->offset, text);
			return;
		}
	}
}

/* --- Elements ------------------------------------------------------------- */

static void
refuse(struct parse *p, enum err_code code, const char *message)
{
	if (p->err->code == ERR_OK)
		(void)err_at(p->err, code,
		    (size_t)XML_GetCurrentByteIndex(p->xml), "%s", message);
	(void)XML_StopParser(p->xml, XML_FALSE);
}

static void
begin_row(struct parse *p)
{
	p->row = (struct dmarc_row) {
	    .messages = -1, .header_from = "", .envelope_from = ""};
}

static void
end_row(struct parse *p)
{
	struct dmarc_report *r = &p->report;

	if (r->rows + r->broken_rows == DMARC_REPORT_ROWS) {
		refuse(p, ERR_LIMIT,
		    _("The report has more than 100000 rows. No receiver of "
		      "mail writes such a report."));
		return;
	}
	if (p->row.ip.family == 0 || p->row.messages < 0) {
		r->broken_rows++;
		return;
	}
	r->row = arena_push(p->arena, r->row, &r->rows, sizeof(*r->row));
	r->row[r->rows - 1] = p->row;
}

static void
begin_auth(struct parse *p, struct dmarc_auth **list, size_t *count)
{
	p->auth = &p->extra;
	if (*count < DMARC_REPORT_RESULTS) {
		*list = arena_push(p->arena, *list, count, sizeof(**list));
		p->auth = &(*list)[*count - 1];
	}
	*p->auth = (struct dmarc_auth) {.domain = "", .selector = ""};
}

static void
begin_signature(struct parse *p)
{
	begin_auth(p, &p->row.signature, &p->row.signatures);
}

static void
begin_sender(struct parse *p)
{
	begin_auth(p, &p->row.sender, &p->row.senders);
}

/* Elements that are things of their own. */
static const struct {
	const char *path;
	void (*begin)(struct parse *p);
	void (*end)(struct parse *p);
} things[] = {
    {"feedback/record", begin_row, end_row},
    {RECORD "auth_results/dkim", begin_signature, NULL},
    {RECORD "auth_results/spf", begin_sender, NULL},
};

/* Goes into an element, whose prefix is nobody's business: there is one schema. */
static bool
enter(struct parse *p, const char *name)
{
	const char *colon = strrchr(name, ':');
	size_t at = strlen(p->path), len;

	name = colon == NULL ? name : colon + 1;
	len = strlen(name);
	if (p->unknown > 0 || at + len + 1 > PATH_MAX_KNOWN) {
		p->unknown++;
		return false;
	}
	if (at > 0)
		p->path[at++] = '/';
	memcpy(p->path + at, name, len + 1);
	return true;
}

static void
leave(struct parse *p)
{
	char *slash = strrchr(p->path, '/');

	if (p->unknown > 0)
		p->unknown--;
	else
		*(slash == NULL ? p->path : slash) = '\0';
}

static void XMLCALL
started(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct parse *p = arg;

	(void)attributes;
	p->len = 0;
	if (++p->depth > DMARC_REPORT_DEPTH) {
		refuse(p, ERR_LIMIT,
		    _("This XML goes deeper than any DMARC report does."));
		return;
	}
	if (!enter(p, name))
		return;
	if (p->depth == 1 && strcmp(p->path, "feedback") != 0)
		refuse(p, ERR_SYNTAX,
		    _("This XML is not a DMARC report: it does not begin with "
		      "<feedback>."));
	for (size_t i = 0; i < COUNT_OF(things); i++)
		if (strcmp(p->path, things[i].path) == 0)
			things[i].begin(p);
}

static void XMLCALL
ended(void *arg, const XML_Char *name)
{
	struct parse *p = arg;

	(void)name;
	if (p->unknown == 0)
		take_field(p);
	for (size_t i = 0; p->unknown == 0 && i < COUNT_OF(things); i++)
		if (things[i].end != NULL &&
		    strcmp(p->path, things[i].path) == 0)
			things[i].end(p);
	leave(p);
	p->depth--;
	p->len = 0;
}

static void XMLCALL
said(void *arg, const XML_Char *text, int len)
{
	struct parse *p = arg;
	size_t room = sizeof(p->text) - p->len;
	size_t n = (size_t)len < room ? (size_t)len : room;

	memcpy(p->text + p->len, text, n);
	p->len += n;
}

/* Entities that grow, files that are fetched: all of it begins here. */
static void XMLCALL
typed(void *arg, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	refuse(arg, ERR_SYNTAX,
	    _("This XML brings a document type (<!DOCTYPE ...>). DMARC reports "
	      "have none, attacks do: it was not read."));
}

/* --- The whole ------------------------------------------------------------ */

/* Some receivers begin with an empty line, which XML does not allow. */
static struct slice
without_blanks(struct slice xml)
{
	while (xml.len > 0 && strchr(" \t\r\n", xml.ptr[0]) != NULL &&
	       xml.ptr[0] != '\0') {
		xml.ptr++;
		xml.len--;
	}
	return xml;
}

static enum err_code
run(struct parse *p, struct slice xml)
{
	enum XML_Status status = XML_Parse(
	    p->xml, xml.ptr, (int)xml.len, XML_TRUE);

	if (p->err->code != ERR_OK)
		return p->err->code;
	if (status != XML_STATUS_OK)
		return err_at(p->err, ERR_SYNTAX,
		    (size_t)XML_GetCurrentByteIndex(p->xml),
		    _("This is not XML that can be read (line %lu: %s)."),
		    (unsigned long)XML_GetCurrentLineNumber(p->xml),
		    XML_ErrorString(XML_GetErrorCode(p->xml)));
	if (p->report.domain[0] == '\0')
		return err_set(p->err, ERR_SYNTAX,
		    _("The report does not say which domain it is about."));
	return ERR_OK;
}

enum err_code
dmarc_report_parse(struct arena *arena, struct slice xml,
    struct dmarc_report *ret, struct err *err)
{
	struct parse p = {
	    .arena = arena,
	    .err = err,
	    .report = {.version = "", .org = "", .email = "", .id = "",
		.domain = ""},
	};

	if (xml.len > DMARC_REPORT_MAX)
		return err_set(err, ERR_LIMIT,
		    _("The report is larger than %u MB, which no receiver "
		      "sends."),
		    DMARC_REPORT_MAX >> 20);
	p.auth = &p.extra;
	err->code = ERR_OK;
	p.xml = XML_ParserCreate(NULL);
	if (p.xml == NULL)
		return err_set(err, ERR_LIMIT, _("There is no memory left."));
	XML_SetUserData(p.xml, &p);
	XML_SetElementHandler(p.xml, started, ended);
	XML_SetCharacterDataHandler(p.xml, said);
	XML_SetStartDoctypeDeclHandler(p.xml, typed);
	(void)run(&p, without_blanks(xml));
	XML_ParserFree(p.xml);
	if (err->code == ERR_OK)
		*ret = p.report;
	return err->code;
}
