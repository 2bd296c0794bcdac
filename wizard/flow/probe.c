#include "wizard/flow/probe.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/flow/when.h"
#include "wizard/record/mailaddr.h"

#define ADDRESS_MAX 254 /* RFC 5321 section 4.5.3.1.3, without its brackets */
#define LOCAL_MAX 64

/* A dot-atom of RFC 5322 that no shell, header or getopt could misread. */
static bool
is_plain(const char *local)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789!#$%&'*+-/=?^_`{|}~.";
	size_t len = strlen(local);

	return len > 0 && len <= LOCAL_MAX && local[strspn(local, set)] == '\0' &&
	       local[0] != '-' && local[0] != '.' && local[len - 1] != '.' &&
	       strstr(local, "..") == NULL;
}

enum err_code
probe_address(struct arena *arena, const char *typed, const char **ret,
    struct err *err)
{
	struct slice text = slice_trim(slice_of(typed), " \t");
	struct mailaddrs list = mailaddr_parse(arena, text);
	const struct mailaddr *addr = list.addr;
	const char *whole;

	if (list.count != 1 || addr->domain == NULL || !is_plain(addr->local) ||
	    !slice_is(text,
		arena_printf(arena, "%s@%s", addr->local, addr->written)))
		return err_set(err, ERR_SYNTAX,
		    _("That is no plain mail address. Example: "
		      "you@example.net"));
	whole = arena_printf(arena, "%s@%s", addr->local, addr->domain);
	if (strlen(whole) > ADDRESS_MAX)
		return err_set(err, ERR_SYNTAX,
		    _("That address is longer than any can be."));
	*ret = whole;
	return ERR_OK;
}

/* ASCII only, so that nothing on the way has a reason to change the body. */
static const char *
write_text(struct arena *arena, const struct probe *probe, const char *domain,
    int64_t now)
{
	return arena_printf(arena,
	    "From: <%s>\n"
	    "To: <%s>\n"
	    "Subject: Probe of inkan for %s\n"
	    "Date: %s\n"
	    "Message-ID: <%s>\n"
	    "Auto-Submitted: auto-generated\n"
	    "MIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=us-ascii\n"
	    "Content-Transfer-Encoding: 7bit\n"
	    "\n"
	    "This message was asked for by somebody who sets up SPF, DKIM and\n"
	    "DMARC for %s. It shows how mail from there arrives.\n"
	    "\n"
	    "Show its source (\"Show original\"), copy all of it, and paste it\n"
	    "where inkan asks for it.\n",
	    probe->from, probe->to, domain, when_mail(arena, now), probe->id,
	    domain);
}

struct probe
probe_make(struct arena *arena, const char *domain, const char *to, int64_t now)
{
	struct probe probe = {
	    .from = arena_printf(arena, "postmaster@%s", domain),
	    .to = arena_copy(arena, to),
	    .id = arena_printf(
		arena, "inkan.%lld@%s", (long long)now, domain),
	};

	probe.text = write_text(arena, &probe, domain, now);
	return probe;
}

struct sendmail_job *
probe_send(const struct services *services, const struct probe *probe,
    sendmail_done *done, void *arg)
{
	const struct sendmail_service *sendmail = &services->sendmail;
	struct sendmail_request request = {
	    .from = probe->from,
	    .to = probe->to,
	    .message = slice_of(probe->text),
	};

	return sendmail->send(sendmail->self, &request, done, arg);
}

const char *
probe_command(
    struct arena *arena, const char *program, const struct probe *probe)
{
	return arena_printf(
	    arena, "%s -i -f %s -- %s", program, probe->from, probe->to);
}
