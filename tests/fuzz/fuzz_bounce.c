/* A paste of any octets, against templates of all kinds. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/bounce.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NONE .code = "", .stage = "", .checks = "", .remedy = "", .weight = ""

static const struct bounce_template rows[] = {
    {.id = "results",
	.receiver = "gmail",
	.cause = "unauthenticated",
	.wording = "DKIM = {dkim} SPF [{domain}] with ip: [{ip}] = {spf}",
	.fields = "identity=envelope",
	NONE},
    {.id = "leading",
	.receiver = "",
	.cause = "ptr",
	.wording = "{ip} The sending IP address | [{ip} *] The IP address",
	.fields = "",
	NONE},
    {.id = "last",
	.receiver = "",
	.cause = "dmarc-policy",
	.wording = "rejected by DMARC policy for {domain}",
	.fields = "dmarc=fail identity=from",
	NONE},
    {.id = "level",
	.receiver = "",
	.cause = "unauthenticated",
	.wording = "Spf= {spf} , Dkim= {dkim} , DMARC= {dmarc}",
	.fields = "",
	NONE},
};

static const struct bounce_receiver receivers[] = {
    {"gmail", "Gmail", "google.com", "gmail.com", "Gmail requires | gsmtp"},
};

static void
check_name(const char *name)
{
	if (name == NULL)
		return;
	require(name[0] != '\0' && strlen(name) < 400);
	for (const char *c = name; *c != '\0'; c++)
		require(*c > ' ' && *c < 0x7f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bounce_templates templates = {
	    .row = rows,
	    .rows = COUNT_OF(rows),
	    .receiver = receivers,
	    .receivers = COUNT_OF(receivers),
	};
	struct slice text = {(const char *)data, size};
	struct arena arena = ARENA_INIT;
	struct bounce b;

	if (size == 0)
		text.ptr = "";
	b = bounce_read(&arena, text, &templates);
	require(b.found == (b.reasons > 0));
	require(b.reasons <= BOUNCE_REASONS_MAX);
	require(b.reply == 0 || (b.reply >= 200 && b.reply < 600));
	check_name(b.code);
	check_name(b.domain);
	check_name(b.selector);
	check_name(b.remote);
	check_name(b.reporting_mta);
	arena_release(&arena);
	return 0;
}
