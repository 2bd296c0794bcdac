#include "tests/unit/flow/stage.h"

#include <stdlib.h>

#include "tests/unit/flow/stage_core.h"
#include "wizard/base/mem.h"

#define EVENTS_MAX 100000 /* more mean that something goes in a circle */

/* --- Events -------------------------------------------------------------- */

struct event_to_come *
stage_soon(struct stage *stage, int64_t ms, bool is_work,
    void (*happen)(struct stage *stage, struct event_to_come *event))
{
	struct event_to_come *event = mem_alloc(sizeof(*event));
	struct event_to_come **link = &stage->events;

	event->at = stage->ticks + (ms < 0 ? 0 : ms);
	event->is_work = is_work;
	event->happen = happen;
	while (*link != NULL && (*link)->at <= event->at)
		link = &(*link)->next;
	event->next = *link;
	*link = event;
	return event;
}

static void
unlink_event(struct stage *stage, const struct event_to_come *event)
{
	struct event_to_come **link = &stage->events;

	while (*link != NULL && *link != event)
		link = &(*link)->next;
	if (*link == NULL)
		fail_msg("this is over, or was cancelled before");
	*link = event->next;
}

void
stage_drop(struct stage *stage, struct event_to_come *event)
{
	unlink_event(stage, event);
	free(event);
}

static void
happen(struct stage *stage)
{
	struct event_to_come *event = stage->events;

	stage->events = event->next;
	if (event->at > stage->ticks)
		stage->ticks = event->at;
	event->happen(stage, event);
	free(event);
}

static bool
has_work(const struct stage *stage)
{
	for (const struct event_to_come *e = stage->events; e != NULL;
	     e = e->next)
		if (e->is_work || e->at <= stage->ticks)
			return true;
	return false;
}

bool
stage_step(struct stage *stage)
{
	if (stage->events == NULL)
		return false;
	happen(stage);
	return true;
}

void
stage_run(struct stage *stage)
{
	for (int i = 0; has_work(stage); i++) {
		if (i == EVENTS_MAX)
			fail_msg("there is no end of it");
		happen(stage);
	}
}

void
stage_run_for(struct stage *stage, int64_t ms)
{
	int64_t end = stage->ticks + ms;

	for (int i = 0; stage->events != NULL && stage->events->at <= end;
	     i++) {
		if (i == EVENTS_MAX)
			fail_msg("there is no end of it");
		happen(stage);
	}
	stage->ticks = end;
}

/* --- The clock ----------------------------------------------------------- */

static int64_t
now(void *self)
{
	const struct stage *stage = self;

	return STAGE_START + stage->clock_set + stage->ticks;
}

static int64_t
ticks(void *self)
{
	const struct stage *stage = self;

	return stage->ticks;
}

static void
fire(struct stage *stage, struct event_to_come *event)
{
	(void)stage;
	event->what.timer.fn(event->what.timer.arg);
}

static struct timer *
after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	struct event_to_come *event = stage_soon(self, ms, false, fire);

	event->what.timer.fn = fn;
	event->what.timer.arg = arg;
	return (struct timer *)event;
}

static void
stop(void *self, struct timer *timer)
{
	if (timer != NULL)
		stage_drop(self, (struct event_to_come *)timer);
}

void
stage_set_clock(struct stage *stage, int64_t ms)
{
	stage->clock_set += ms;
}

int64_t
stage_ticks(const struct stage *stage)
{
	return stage->ticks;
}

/* --- Templates ----------------------------------------------------------- */

/* What a service of the tests needs; the rest is told below. */
#define SERVICE(an_id, a_name, a_region, an_spf)                              \
	.id = an_id, .name = a_name, .region = a_region, .spf = an_spf,       \
	.note = "", .mx = "", .selectors = ""

static const struct sender_template senders[] = {
    {SERVICE("google", "Google Workspace", "int", "include:_spf.google.com"),
	.home = "", .dkim = "TXT google", .target = "", .bounce = "",
	.align = "spf dkim"},
    {SERVICE("google_groups", "Google Groups", "int", ""), .home = "",
	.dkim = "", .target = "", .bounce = "", .align = ""},
    {SERVICE("sendgrid", "SendGrid", "int", "include:sendgrid.net"),
	.home = "", .dkim = "CNAME s1 s2",
	.target = "{{selector}}.{{dashed}}.sendgrid.example",
	.bounce = "shown", .align = "spf dkim"},
    {SERVICE("send", "Send Mail Co", "int", "include:_spf.send.example"),
	.home = "", .dkim = "CNAME", .target = "",
	.bounce = "bounces mx.send.example", .align = "dkim"},
    {SERVICE("sakura", "Sakura Internet", "JP", "include:_spf.sakura.example"),
	.home = "sakura.example sakura.test", .dkim = "none", .target = "",
	.bounce = "", .align = "spf"},
};

static const char *const selectors[] = {"default", "mail", "s1"};

static const struct resolver_template resolvers[] = {
    {"own", {.family = 4, .octets = {127, 0, 0, 1}}, 0, true, "", "", ""},
    {"One", {.family = 4, .octets = {198, 51, 100, 1}}, 0, false, "", "", ""},
    {"Two", {.family = 4, .octets = {198, 51, 100, 2}}, 0, false, "", "", ""},
};

static const struct format_parts panel_parts[] = {
    {0, "{{number}} {{op}} {{name}} {{type}} {{ttl}}\n{{value}}\n{{old}}\n",
	"", "", "", "", "", ""},
};
static const struct format_parts bind_parts[] = {
    {0, "{{fqdn}} {{ttl}} IN {{type}} {{strings}}\n", "", "", "", "", "",
	"; {{action}} {{fqdn}} {{strings}}\n"},
};
static const struct format_parts wrong_parts[] = {
    {0, "{{nmae}}\n", "", "", "", "", "", ""},
};
static const struct format_parts gathering_parts[] = {
    {0, "{{fqdn}}\n{{type}}\n", "and {{type}}\n", "", "", "", "", ""},
    {DNS_MX, "{{fqdn}}\n{{type}}\n", "and a {{type}}\n", "", "", "", "", ""},
};
static const struct format_parts whole_parts[] = {
    {0, "{{presents}}{{deletes}}{{fqdn}}\n{{values}}", "",
	"= {{strings}}{{comma}}\n", "- {{strings}}\n", "? {{strings}}\n",
	"nothing\n", ""},
    {DNS_MX, "{{fqdn}} takes mail:\n{{values}}",
	"",
	"= {{target}} at {{priority}}\n", "", "? {{strings}}\n",
	"nothing\n", ""},
};

static const struct format_template formats[] = {
    {"panel", "For a DNS panel", "txt", "", "",
	"{{domain}} {{date}} {{count}}\n", "end\n", panel_parts, 1},
    {"bind", "Zone file", "zone", "", "zone", "; {{domain}}\n", "", bind_parts, 1},
    {"wrong", "Wrong", "txt", "", "", "", "", wrong_parts, 1},
    {"whole", "Whole", "txt", "TXT MX", "", "", "", whole_parts, 2},
    {"gathers", "Gathers", "txt", "", "", "", "", gathering_parts, 2},
};

/* How a panel of the tests wants things; the rest is told below. */
#define PANEL(an_id, a_name, its_servers, the_apex, a_host, a_value)          \
	.id = an_id, .name = a_name, .region = "int", .servers = its_servers, \
	.apex = the_apex, .host = a_host, .value = a_value, .target = "",     \
	.bulk = "", .format = "", .where = "the zone", .quirk = ""
#define TAKES_ALL                                                             \
	.takes_txt = true, .takes_underscore = true, .takes_null_mx = true

static const struct panel_template panels[] = {
    {PANEL("short", "Short DNS", "short.example", PANEL_NAME_AT,
	 PANEL_NAME_RELATIVE, PANEL_VALUE_PLAIN),
	TAKES_ALL, .max_octets = 255},
    {PANEL("middle", "Middle DNS", "ns-*.middle.example", PANEL_NAME_EMPTY,
	 PANEL_NAME_FULL, PANEL_VALUE_QUOTED),
	TAKES_ALL, .max_octets = 512, .min_ttl = 600},
    {PANEL("pieces", "Pieces DNS", "ns.example.jp", PANEL_NAME_FINAL,
	 PANEL_NAME_FINAL, PANEL_VALUE_SPLIT),
	TAKES_ALL, .unsure = PANEL_UNSURE_VALUE},
    {PANEL("closed", "Closed DNS", "", PANEL_NAME_UNKNOWN,
	 PANEL_NAME_UNKNOWN, PANEL_VALUE_UNKNOWN)},
    {PANEL("rumour", "Rumour DNS", "rumour.example", PANEL_NAME_AT,
	 PANEL_NAME_RELATIVE, PANEL_VALUE_PLAIN),
	TAKES_ALL, .unsure = PANEL_UNSURE_SERVERS},
    {PANEL("letters", "Letters DNS", "", PANEL_NAME_POINT,
	 PANEL_NAME_RELATIVE, PANEL_VALUE_PLAIN),
	.takes_txt = true},
};

static const struct record_template records[] = {
    {"dkim", "{{selector}}._domainkey.{{domain}}", "TXT",
	"v=DKIM1; k={{key_type}}; p={{key}}"},
    {"dmarc", "_dmarc.{{domain}}", "TXT",
	"v=DMARC1; p={{policy}}; rua=mailto:{{rua}}"},
    {"spf-helo", "{{helo}}", "TXT", "v=spf1 a -all"},
    {"tls-rpt", "_smtp._tls.{{domain}}", "TXT", "v=TLSRPTv1; rua={{rua}}"},
    {"mta-sts", "_mta-sts.{{domain}}", "TXT", "v=STSv1; id={{id}};"},
    {"dkim-none", "{{selector}}._domainkey.{{domain}}", "TXT",
	"v=DKIM1; p="},
    {"dmarc-none", "_dmarc.{{domain}}", "TXT",
	"v=DMARC1; p=reject; sp=reject; np=reject; adkim=s; aspf=s"},
};

static struct signer_piece key_line[] = {
    {.text = "sign {{domain}} with {{list}}\n"}};

static struct signer_part signer_parts[] = {
    {.kind = SIGNER_KEY, .path = "/etc/keys/{{selector}}", .mode = "0600",
	.owner = "signer:mail", .type = "rsa"},
    {.kind = SIGNER_FILE, .path = "/etc/signer.conf", .mode = "0644",
	.owner = "root:root", .type = "", .piece = key_line, .pieces = 1},
};

static const struct signer_template signers[] = {
    {.id = "opendkim", .title = "OpenDKIM", .item = "{{key_file}}",
	.between = ", ", .part = signer_parts,
	.parts = COUNT_OF(signer_parts)},
    {.id = "rspamd", .title = "rspamd", .item = "{{selector}}",
	.between = ", ", .part = signer_parts,
	.parts = COUNT_OF(signer_parts)},
};

static const struct bounce_template bounces[] = {
    {"test-spf", "", "SPF check for [{domain}] did not pass with ip: [{ip}]",
	"", "spf", "", "spf=fail identity=envelope", "SPF-80 SPF-81", "", ""},
    {"test-full", "", "the mailbox is full", "", "mailbox-full", "", "", "", "",
	""},
};

static const struct templates templates = {
    .bounce = {.row = bounces, .rows = COUNT_OF(bounces)},
    .sender = senders,
    .senders = COUNT_OF(senders),
    .selector = selectors,
    .selectors = COUNT_OF(selectors),
    .resolver = resolvers,
    .resolvers = COUNT_OF(resolvers),
    .format = formats,
    .formats = COUNT_OF(formats),
    .panel = panels,
    .panels = COUNT_OF(panels),
    .record = records,
    .records = COUNT_OF(records),
    .signer = signers,
    .signers = COUNT_OF(signers),
};

/* --- Life ---------------------------------------------------------------- */

struct stage *
stage_new(void)
{
	struct stage *stage = mem_alloc(sizeof(*stage));

	stage->services.clock = (struct clock_service) {
	    .self = stage,
	    .now = now,
	    .ticks = ticks,
	    .after = after,
	    .stop = stop,
	};
	stage->services.templates = &templates;
	stage_set_dns(stage);
	stage_set_work(stage);
	stage_set_store(stage);
	stage_set_mail(stage);
	stage_set_update(stage);
	return stage;
}

void
stage_free(struct stage *stage)
{
	if (stage->events != NULL)
		fail_msg("something is still under way");
	stage_release_store(stage);
	arena_release(&stage->arena);
	free(stage);
}

const struct services *
stage_services(const struct stage *stage)
{
	return &stage->services;
}
