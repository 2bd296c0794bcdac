#include "wizard/io/dkim_proof.h"

#include <dkim.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/dkim_key.h"

/* --- The record ---------------------------------------------------------- */

/* Why verifiers cannot use a record; the first that fits is told. */
static const struct {
	unsigned fault;
	const char *why;
} reasons[] = {
    {DKIM_FAULT_PRIVATE,
	N_("The record holds a private key. Everybody can read it: delete the "
	   "record and make a new key.")},
    {DKIM_FAULT_REVOKED,
	N_("The record has an empty p=, which says that the key is revoked.")},
    {DKIM_FAULT_NO_KEY, N_("The record has no p= with a key.")},
    {DKIM_FAULT_TRUNCATED,
	N_("The key in the record is cut off. The DNS panel kept only a part "
	   "of the value.")},
    {DKIM_FAULT_PEM,
	N_("The record holds the lines around the key, too. Only what stands "
	   "between them belongs into p=.")},
    {DKIM_FAULT_SPKI25519,
	N_("The Ed25519 key in the record has a wrapping around it; only its "
	   "32 octets belong into p=.")},
    {DKIM_FAULT_BASE64,
	N_("The key in the record has characters in it that do not belong "
	   "there.")},
    {DKIM_FAULT_KEY, N_("What stands in p= is not such a key.")},
    {DKIM_FAULT_TYPE, N_("The record names a kind of key nobody knows.")},
    {DKIM_FAULT_HASH,
	N_("The record allows only a hash that receivers no longer take. "
	   "Leave h= out.")},
    {DKIM_FAULT_SERVICE,
	N_("The record says that the key is not for mail. Leave s= out.")},
    {DKIM_FAULT_WEAK,
	N_("The RSA key in the record has less than 1024 bits; receivers "
	   "ignore it.")},
};

static enum err_code
judge_record(const struct dkim_record *record, struct err *err)
{
	if (dkim_is_usable(record))
		return ERR_OK;
	for (size_t i = 0; i < COUNT_OF(reasons); i++)
		if ((record->faults & reasons[i].fault) != 0)
			return err_set(
			    err, ERR_SYNTAX, "%s", _(reasons[i].why));
	return err_set(err, ERR_SYNTAX,
	    _("Receivers cannot read the record: it is not a list of "
	      "name=value parts that begins with v=DKIM1."));
}

/* --- The message --------------------------------------------------------- */

static const char body[] = "This message was never sent.\r\n";
/* base64(SHA-256(body)) */
static const char body_hash[] = "l/c1U139gr1q5cpGa24Iu9ld3NlaK71gxlD+7sjlC98=";

/*
 * A message in the form that relaxed/relaxed makes of every message (RFC 6376
 * section 3.4), so that nothing is left to canonicalise.
 */
struct message {
	struct buf from;
	struct buf subject;
	struct buf signature;
};

static void
release(struct message *message)
{
	buf_release(&message->from);
	buf_release(&message->subject);
	buf_release(&message->signature);
}

static enum err_code
sign_message(const struct key_proof *proof, enum dkim_key_type type,
    struct message *message, struct err *err)
{
	struct dkim_signature signature;
	struct buf data = BUF_INIT;
	enum err_code code;

	buf_addf(&message->from, "from:postmaster@%s", proof->domain);
	buf_adds(&message->subject, "subject:Proof of a DKIM key");
	buf_addf(&message->signature,
	    "dkim-signature:v=1; a=%s-sha256; c=relaxed/relaxed; d=%s; s=%s; "
	    "h=from:subject; bh=%s; b=",
	    type == DKIM_KEY_ED25519 ? "ed25519" : "rsa", proof->domain,
	    proof->selector, body_hash);
	/* Section 3.7: the signature itself last, with b= empty, without CRLF.
	 */
	buf_addf(&data, "%s\r\n%s\r\n%s", buf_text(&message->from),
	    buf_text(&message->subject), buf_text(&message->signature));
	code = dkim_key_sign(proof->path,
	    (struct slice) {buf_text(&data), data.len}, &signature, err);
	if (code == ERR_OK)
		buf_adds(&message->signature, signature.base64);
	buf_release(&data);
	return code;
}

/* --- The verifier -------------------------------------------------------- */

/* What libopendkim gets instead of the DNS. */
static DKIM_CBSTAT
look_up(DKIM *dkim, DKIM_SIGINFO *info, u_char *buf, size_t size)
{
	const char *record = dkim_get_user_context(dkim);
	size_t len = strlen(record);

	(void)info;
	if (len >= size)
		return DKIM_CBSTAT_ERROR;
	memcpy(buf, record, len + 1);
	return DKIM_CBSTAT_CONTINUE;
}

static DKIM_STAT
feed_header(DKIM *dkim, const struct buf *line)
{
	return dkim_header(dkim, (u_char *)line->data, line->len);
}

static DKIM_STAT
feed(DKIM *dkim, const struct message *message)
{
	u_char text[sizeof(body)];
	DKIM_STAT stat;

	memcpy(text, body, sizeof(body));
	stat = feed_header(dkim, &message->signature);
	if (stat == DKIM_STAT_OK)
		stat = feed_header(dkim, &message->from);
	if (stat == DKIM_STAT_OK)
		stat = feed_header(dkim, &message->subject);
	if (stat == DKIM_STAT_OK)
		stat = dkim_eoh(dkim);
	if (stat == DKIM_STAT_OK)
		stat = dkim_body(dkim, text, sizeof(body) - 1);
	return stat == DKIM_STAT_OK ? dkim_eom(dkim, NULL) : stat;
}

/*
 * "Passed" alone covers neither the body nor rules that are younger than the
 * library: RFC 8301 forbids rsa-sha1 and small keys, and a length limit leaves
 * room for text that nobody signed.
 */
static bool
is_sound(DKIM *dkim, DKIM_SIGINFO *info)
{
	ssize_t length, canonical, limit;
	dkim_alg_t algorithm;
	unsigned bits;

	return (dkim_sig_getflags(info) & DKIM_SIGFLAG_PASSED) != 0 &&
	       dkim_sig_getbh(info) == DKIM_SIGBH_MATCH &&
	       dkim_sig_geterror(info) == DKIM_SIGERROR_OK &&
	       dkim_sig_getsignalg(info, &algorithm) == DKIM_STAT_OK &&
	       algorithm != DKIM_SIGN_RSASHA1 &&
	       dkim_sig_getcanonlen(dkim, info, &length, &canonical, &limit) ==
		   DKIM_STAT_OK &&
	       canonical == length && limit == -1 &&
	       (algorithm == DKIM_SIGN_ED25519SHA256 ||
		   (dkim_sig_getkeysize(info, &bits) == DKIM_STAT_OK &&
		       bits >= DKIM_KEY_BITS_MIN));
}

static enum err_code
judge_message(DKIM *dkim, const struct message *message, struct err *err)
{
	DKIM_STAT stat = feed(dkim, message);
	DKIM_SIGINFO **info;
	int count = 0;

	if (stat == DKIM_STAT_OK &&
	    dkim_getsiglist(dkim, &info, &count) == DKIM_STAT_OK &&
	    count == 1 && is_sound(dkim, info[0]))
		return ERR_OK;
	return err_set(err, ERR_CRYPTO,
	    _("A message that was signed with the key could not be verified "
	      "with the record (%s). Receivers would refuse it, too."),
	    count == 1 ? dkim_sig_geterrorstr(dkim_sig_geterror(info[0]))
		       : dkim_getresultstr(stat));
}

static enum err_code
verify(const char *record, const struct message *message, struct err *err)
{
	DKIM_LIB *library = dkim_init(NULL, NULL);
	enum err_code code;
	char *copy = mem_copy(record);
	DKIM_STAT stat;
	DKIM *dkim;

	(void)dkim_set_key_lookup(library, look_up);
	dkim = dkim_verify(library, (const u_char *)"proof", NULL, &stat);
	if (dkim == NULL) {
		code = err_set(err, ERR_CRYPTO,
		    _("The signature library does not start: %s"),
		    dkim_getresultstr(stat));
	} else {
		(void)dkim_set_user_context(dkim, copy);
		code = judge_message(dkim, message, err);
		(void)dkim_free(dkim);
	}
	dkim_close(library);
	free(copy);
	return code;
}

/* --- The proof ----------------------------------------------------------- */

static enum err_code
compare(struct arena *arena, const struct key_info *info, const char *text,
    struct err *err)
{
	const struct dkim_record *record = dkim_parse(arena, slice_of(text));
	const struct dkim_record *ours = dkim_parse(
	    arena, slice_of(arena_printf(arena, "v=DKIM1; k=%s; p=%s",
		       info->type == DKIM_KEY_ED25519 ? "ed25519" : "rsa",
		       info->public_base64)));

	if (judge_record(record, err) != ERR_OK)
		return err->code;
	if (!dkim_same_key(record, ours))
		return err_set(err, ERR_RANGE,
		    _("The record holds another key than %s. Publish the "
		      "record of this key, or let the mail server sign with "
		      "the key that belongs to the record."),
		    info->path);
	return ERR_OK;
}

enum err_code
dkim_prove(const struct key_proof *proof, struct err *err)
{
	struct message message = {.from = BUF_INIT};
	struct arena arena = ARENA_INIT;
	struct key_info info;
	enum err_code code;

	code = dkim_key_load(proof->path, &info, err);
	if (code == ERR_OK)
		code = compare(&arena, &info, proof->record, err);
	if (code == ERR_OK)
		code = sign_message(proof, info.type, &message, err);
	if (code == ERR_OK)
		code = verify(proof->record, &message, err);
	release(&message);
	arena_release(&arena);
	return code;
}
