#include "wizard/io/mail_check.h"

#include <dkim.h>
#include <stdio.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/io/dkim_key_made.h"
#include "wizard/record/dkim_der.h"
#include "wizard/record/dkimsig.h"
#include "wizard/record/message.h"

#define CHUNK 65536 /* octets of the body at a time */

/*
 * Seconds a clock may be wrong: so many that the library leaves t= and x= to
 * us, and fewer than have passed since 1970.
 */
#define DRIFT 1000000000

/* --- One message ---------------------------------------------------------- */

struct verification {
	const struct mail_request *request;
	struct arena arena;
	struct message message;
	struct dkimsig *sig[MAIL_SIGNATURES_MAX];
	struct mail_signature *out;
	size_t count;
	DKIM_LIB *library;
	DKIM *dkim;
};

static void
refuse(struct mail_signature *out, const char *why)
{
	out->faults = MAIL_REFUSED;
	(void)snprintf(
	    out->comment, sizeof(out->comment), "%s", why == NULL ? "" : why);
}

static void
refuse_all(struct verification *v, const char *why)
{
	for (size_t i = 0; i < v->count; i++)
		refuse(&v->out[i], why);
}

static const struct mail_key *
key_of(const struct verification *v, const char *domain, const char *selector)
{
	for (size_t i = 0; i < v->request->keys; i++) {
		const struct mail_key *key = &v->request->key[i];

		if (strcasecmp(key->domain, domain) == 0 &&
		    strcasecmp(key->selector, selector) == 0)
			return key;
	}
	return NULL;
}

/* What libopendkim gets instead of the DNS. */
static DKIM_CBSTAT
look_up(DKIM *dkim, DKIM_SIGINFO *info, u_char *buf, size_t size)
{
	const struct verification *v = dkim_get_user_context(dkim);
	const char *domain = (const char *)dkim_sig_getdomain(info);
	const char *selector = (const char *)dkim_sig_getselector(info);
	const struct mail_key *key;
	size_t len;

	if (domain == NULL || selector == NULL)
		return DKIM_CBSTAT_ERROR;
	key = key_of(v, domain, selector);
	if (key == NULL)
		return DKIM_CBSTAT_NOTFOUND;
	len = strlen(key->record);
	if (len >= size)
		return DKIM_CBSTAT_ERROR;
	memcpy(buf, key->record, len + 1);
	return DKIM_CBSTAT_CONTINUE;
}

static bool
is_signature(const struct message_field *field)
{
	return slice_is_nocase(field->name, DKIM_SIGNHEADER);
}

static enum err_code
read_message(struct verification *v, struct err *err)
{
	const struct message_field *field = NULL;

	if (message_parse(&v->arena, v->request->message, &v->message, err) !=
	    ERR_OK)
		return err->code;
	while (
	    v->count < MAIL_SIGNATURES_MAX &&
	    (field = message_find(&v->message, DKIM_SIGNHEADER, field)) != NULL)
		v->sig[v->count++] = dkimsig_parse(&v->arena, field->value);
	return ERR_OK;
}

/*
 * A field that the library does not take is one it could not have signed; the
 * signature that names it will not fit.
 */
static void
feed_header(struct verification *v)
{
	size_t signatures = 0;

	for (size_t i = 0; i < v->message.fields; i++) {
		const struct message_field *field = &v->message.field[i];
		char *text = arena_copy_slice(&v->arena, field->text);

		if (is_signature(field) && ++signatures > MAIL_SIGNATURES_MAX)
			continue;
		(void)dkim_header(v->dkim, (u_char *)text, field->text.len);
	}
}

static DKIM_STAT
feed(struct verification *v)
{
	struct message_reader reader = message_reader(&v->message);
	char *chunk = arena_alloc(&v->arena, CHUNK);
	DKIM_STAT stat;
	size_t n;

	feed_header(v);
	stat = dkim_eoh(v->dkim);
	while (stat == DKIM_STAT_OK &&
	       (n = message_read(&reader, chunk, CHUNK)) > 0)
		stat = dkim_body(v->dkim, (u_char *)chunk, n);
	if (stat == DKIM_STAT_OK)
		(void)dkim_eom(v->dkim, NULL);
	return stat;
}

/* --- One signature -------------------------------------------------------- */

/* The library leaves broken ones out: b= says which of ours it is. */
static bool
is_same(struct arena *arena, DKIM_SIGINFO *info, const struct dkimsig *sig)
{
	u_char name[] = "b";
	const char *text =
	    (const char *)dkim_sig_gettagvalue(info, false, name);
	struct slice value;
	bool whole;

	return text != NULL && sig->value.len > 0 &&
	       dkim_base64(arena, slice_of(text), &value, &whole) &&
	       value.len == sig->value.len &&
	       memcmp(value.ptr, sig->value.ptr, value.len) == 0;
}

/*
 * The library does not look at the body any more when the header does not fit;
 * whether it was changed as well is worth knowing.
 */
static bool
has_other_body(
    struct arena *arena, DKIM_SIGINFO *info, const struct dkimsig *sig)
{
	const struct tag *bh = taglist_find(&sig->tags, "bh");
	void *header, *body;
	size_t header_len, body_len;
	struct slice wanted;
	bool whole;

	if (dkim_sig_getbh(info) != DKIM_SIGBH_UNTESTED)
		return dkim_sig_getbh(info) == DKIM_SIGBH_MISMATCH;
	return bh != NULL && dkim_base64(arena, bh->value, &wanted, &whole) &&
	       dkim_sig_gethashes(info, &header, &header_len, &body,
		   &body_len) == DKIM_STAT_OK &&
	       (body_len != wanted.len ||
		   memcmp(body, wanted.ptr, body_len) != 0);
}

static bool
is_of_other_key(struct verification *v, const struct dkimsig *sig)
{
	const struct mail_key *key =
	    sig->domain == NULL || sig->selector == NULL
		? NULL
		: key_of(v, sig->domain, sig->selector);

	return key != NULL &&
	       dkim_key_made_other(
		   dkim_parse(&v->arena, slice_of(key->record)), sig->value);
}

static bool
has_text_added(const struct verification *v, DKIM_SIGINFO *info)
{
	dkim_canon_t header, body;
	ssize_t length, canonical, limit;

	return dkim_sig_getcanons(info, &header, &body) == DKIM_STAT_OK &&
	       dkim_sig_getcanonlen(v->dkim, info, &length, &canonical,
		   &limit) == DKIM_STAT_OK &&
	       limit >= 0 &&
	       message_canonical_length(
		   &v->message, body == DKIM_CANON_RELAXED) > (uint64_t)limit;
}

/*
 * What "passed" does not cover: RFC 8301 forbids rsa-sha1 and small keys, and a
 * length limit leaves room for text that nobody signed.
 */
static unsigned
weaknesses(const struct verification *v, DKIM_SIGINFO *info)
{
	dkim_alg_t algorithm = DKIM_SIGN_UNKNOWN;
	unsigned bits = 0, faults = 0;

	(void)dkim_sig_getsignalg(info, &algorithm);
	(void)dkim_sig_getkeysize(info, &bits);
	if (algorithm == DKIM_SIGN_RSASHA1)
		faults |= MAIL_SHA1;
	if (algorithm != DKIM_SIGN_ED25519SHA256 && bits < 1024)
		faults |= MAIL_WEAK;
	if (has_text_added(v, info))
		faults |= MAIL_ADDED;
	return faults;
}

/*
 * "Passed" is about the header only: the hash of the body and the error have to
 * be looked at as well.
 */
static void
judge(struct verification *v, DKIM_SIGINFO *info, const struct dkimsig *sig,
    struct mail_signature *out)
{
	bool passed, other_body;
	int error;

	(void)dkim_sig_process(v->dkim, info);
	passed = (dkim_sig_getflags(info) & DKIM_SIGFLAG_PASSED) != 0;
	error = dkim_sig_geterror(info);
	if (error != DKIM_SIGERROR_OK && error != DKIM_SIGERROR_BADSIG) {
		refuse(out, dkim_sig_geterrorstr(error));
		return;
	}
	other_body = has_other_body(&v->arena, info, sig);
	out->faults = weaknesses(v, info);
	if (other_body)
		out->faults |= MAIL_BODY;
	if (!passed)
		out->faults |= is_of_other_key(v, sig) ? MAIL_KEY : MAIL_HEADER;
	/* Whatever else there may be: nothing counts that is not all right. */
	if (out->faults == 0 && (error != DKIM_SIGERROR_OK ||
				    dkim_sig_getbh(info) != DKIM_SIGBH_MATCH))
		refuse(out, dkim_sig_geterrorstr(error));
}

static void
judge_all(struct verification *v)
{
	DKIM_SIGINFO **info;
	int count = 0;

	refuse_all(v, "");
	if (dkim_getsiglist(v->dkim, &info, &count) != DKIM_STAT_OK)
		return;
	for (size_t i = 0; i < v->count; i++)
		for (int j = 0; j < count; j++)
			if (is_same(&v->arena, info[j], v->sig[i])) {
				judge(v, info[j], v->sig[i], &v->out[i]);
				break;
			}
}

static void
run(struct verification *v)
{
	uint64_t drift = DRIFT;
	DKIM_STAT stat;

	v->library = dkim_init(NULL, NULL);
	if (v->library == NULL)
		return;
	(void)dkim_options(v->library, DKIM_OP_SETOPT, DKIM_OPTS_CLOCKDRIFT,
	    &drift, sizeof(drift));
	(void)dkim_set_key_lookup(v->library, look_up);
	v->dkim =
	    dkim_verify(v->library, (const u_char *)"message", NULL, &stat);
	if (v->dkim == NULL)
		return;
	(void)dkim_set_user_context(v->dkim, v);
	stat = feed(v);
	if (stat == DKIM_STAT_OK)
		judge_all(v);
	else
		refuse_all(v, dkim_getresultstr(stat));
}

size_t
mail_check_message(const struct mail_request *request,
    struct mail_signature signature[MAIL_SIGNATURES_MAX])
{
	struct verification v = {.request = request, .out = signature};
	struct err err = ERR_INIT;

	memset(signature, 0, MAIL_SIGNATURES_MAX * sizeof(*signature));
	if (read_message(&v, &err) == ERR_OK && v.count > 0) {
		refuse_all(&v, _("the signature library does not start"));
		run(&v);
	}
	if (v.dkim != NULL)
		(void)dkim_free(v.dkim);
	if (v.library != NULL)
		dkim_close(v.library);
	arena_release(&v.arena);
	return v.count;
}
