#include "wizard/cli/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/text.h"
#include "wizard/check/checking.h"
#include "wizard/flow/when.h"
#include "wizard/record/zonefile.h"

json_t *
json_text(struct slice text)
{
	struct arena arena = ARENA_INIT;
	json_t *json;

	if (text_is_plain(text))
		return json_stringn(text.ptr, text.len);
	json = json_string(text_safe(&arena, text));
	arena_release(&arena);
	return json;
}

json_t *
json_name(const char *text)
{
	return text == NULL ? json_null() : json_text(slice_of(text));
}

void
json_print(json_t *document)
{
	/* In one piece: each of its words would lock the stream anew. */
	char *text = json_dumps(document, JSON_COMPACT | JSON_ENSURE_ASCII);

	if (text != NULL)
		(void)puts(text);
	(void)fflush(stdout);
	free(text);
	json_decref(document);
}

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

static void
append(json_t *array, json_t *value)
{
	(void)json_array_append_new(array, value);
}

json_t *
json_finding(const struct finding *f)
{
	json_t *o = json_object();

	set(o, "id", json_string(f->check->id));
	set(o, "severity", json_string(severity_word(f->severity)));
	set(o, "owner", json_name(f->owner));
	set(o, "message", json_name(f->message));
	set(o, "why", json_name(f->check->why));
	set(o, "fix", json_name(f->fix));
	set(o, "value", json_name(f->value));
	set(o, "reference", json_name(f->check->reference));
	set(o, "ignored", json_name(f->ignored));
	set(o, "at", f->at < 0 ? json_null() : json_integer(f->at));
	return o;
}

/* --- SPF ---------------------------------------------------------------------- */

static json_t *json_terms(const struct spf_node *node);

/* Look-ups below a term, itself included; loops and macros count what is seen. */
static unsigned
term_lookups(const struct spf_node *node, size_t i)
{
	const struct spf_node *child = node->child[i];
	unsigned lookups = spf_costs_lookup(node->record->term[i].kind);

	for (size_t j = 0; child != NULL && child->child != NULL &&
	     j < child->record->terms;
	     j++)
		lookups += term_lookups(child, j);
	return lookups;
}

static json_t *
json_terms(const struct spf_node *node)
{
	json_t *array = json_array();

	for (size_t i = 0; node->child != NULL && i < node->record->terms; i++) {
		json_t *o = json_object();

		set(o, "term", json_text(node->record->term[i].text));
		set(o, "lookups", json_integer(term_lookups(node, i)));
		set(o, "children",
		    node->child[i] != NULL ? json_terms(node->child[i])
					   : json_array());
		append(array, o);
	}
	return array;
}

static json_t *
json_spf(const struct facts *f)
{
	json_t *o = json_object();
	const struct spf_cost *cost = &f->spf_cost;

	set(o, "record",
	    f->spf->record == NULL ? json_null()
				   : json_text(f->spf->record->text));
	set(o, "lookups", json_integer(cost->lookups));
	set(o, "void_lookups",
	    json_integer(
		cost->voids4 > cost->voids6 ? cost->voids4 : cost->voids6));
	set(o, "terms", json_terms(f->spf));
	return o;
}

/* --- The rest ------------------------------------------------------------------ */

static const char *
key_type_word(enum dkim_key_type type)
{
	static const char *const words[] = {
	    [DKIM_KEY_RSA] = "rsa",
	    [DKIM_KEY_ED25519] = "ed25519",
	    [DKIM_KEY_OTHER] = "other",
	};

	return words[type];
}

static json_t *
json_dkim(const struct facts *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->selectors; i++) {
		const struct selector_facts *s = &f->selector[i];
		json_t *o;

		if (s->record == NULL ||
		    checking_is_wildcards(f, s->answer))
			continue;
		o = json_object();
		set(o, "selector", json_name(s->name));
		set(o, "type", json_string(key_type_word(s->record->type)));
		set(o, "bits", json_integer(s->record->bits));
		set(o, "record", json_text(s->answer->rr[0].text));
		set(o, "cname", json_name(s->cname));
		append(array, o);
	}
	return array;
}

/* Who gets reports, and the record that has to allow it; null: no need. */
static json_t *
json_reports(const struct facts *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->reports; i++) {
		const struct report_facts *report = &f->report[i];
		const struct dns_answer *answer = report->permit_answer;
		json_t *o = json_object();
		bool permitted = false;

		for (size_t j = 0; answer != NULL && j < answer->count; j++)
			if (dmarc_is_record(answer->rr[j].text))
				permitted = true;
		set(o, "domain", json_name(report->domain));
		set(o, "permission", json_name(report->permit));
		set(o, "permitted",
		    report->permit == NULL ||
			    (answer != NULL &&
				!dns_is_answered(answer->status))
			? json_null()
			: json_boolean(permitted));
		append(array, o);
	}
	return array;
}

static json_t *
json_aligned(enum alignment alignment)
{
	return alignment == ALIGNED_UNKNOWN
	    ? json_null()
	    : json_boolean(alignment == ALIGNED_YES);
}

static json_t *
json_alignment(const struct facts *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->identifiers; i++) {
		const struct identifier_facts *id = &f->identifier[i];
		json_t *o = json_object();

		set(o, "domain", json_name(id->name));
		set(o, "of", json_string(id->helo ? "helo" : "mail-from"));
		set(o, "strict", json_aligned(id->strict));
		set(o, "tree_walk", json_aligned(id->walk));
		set(o, "psl", json_aligned(id->psl));
		append(array, o);
	}
	return array;
}

static json_t *
json_dmarc(const struct facts *f)
{
	const struct dmarc_step *step = f->dmarc_found;
	json_t *o = json_object(), *org = json_object();
	char found_at[DNAME_MAX + sizeof("_dmarc.")];

	if (step != NULL)
		(void)snprintf(
		    found_at, sizeof(found_at), "_dmarc.%s", step->name);
	set(o, "record",
	    step == NULL ? json_null() : json_text(step->text));
	set(o, "found_at", json_name(step == NULL ? NULL : found_at));
	set(o, "policy",
	    step == NULL
		? json_null()
		: json_string(step->record->p == DMARC_NO_POLICY
			  ? "none"
			  : dmarc_policy_word(step->record->p)));
	set(org, "tree_walk", json_name(f->org_domain));
	set(org, "psl", json_name(f->org_domain_psl));
	set(o, "organizational_domain", org);
	set(o, "reports", json_reports(f));
	set(o, "alignment", json_alignment(f));
	return o;
}

static void
append_addresses(json_t *array, const struct dns_answer *answer)
{
	for (size_t i = 0; answer != NULL && i < answer->count; i++) {
		char ip[IP_TEXT_MAX];

		ip_format(&answer->rr[i].address, ip);
		append(array, json_string(ip));
	}
}

/* What one address of a mail server said to STARTTLS. */
static json_t *
json_meeting(const struct tls_address *at)
{
	static const char *const words[] = {
	    [SERVER_PENDING] = "unreachable",
	    [SERVER_UNREACHABLE] = "unreachable",
	    [SERVER_REFUSES] = "refuses",
	    [SERVER_PLAIN] = "not-offered",
	    [SERVER_TLS_FAILED] = "failed",
	    [SERVER_SECURED] = "secured",
	};
	const struct mail_server *server = at->server;
	bool secured = server->status == SERVER_SECURED;
	json_t *o = json_object();
	char ip[IP_TEXT_MAX];

	ip_format(&at->ip, ip);
	set(o, "ip", json_string(ip));
	set(o, "result", json_string(words[server->status]));
	set(o, "said", json_name(server->said[0] == '\0' ? NULL : server->said));
	set(o, "protocol", json_name(secured ? server->protocol : NULL));
	return o;
}

static json_t *
json_starttls(const struct facts *f, const char *host)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->tls.hosts; i++) {
		const struct tls_host *at = &f->tls.host[i];

		for (size_t j = 0; at->host == host && j < at->addresses; j++)
			append(array, json_meeting(&at->address[j]));
	}
	return array;
}

static json_t *
json_mx(const struct facts *f)
{
	json_t *array = json_array();

	for (size_t i = 0; i < f->mxs; i++) {
		json_t *o = json_object(), *addresses = json_array();

		append_addresses(addresses, f->mx[i].a);
		append_addresses(addresses, f->mx[i].aaaa);
		set(o, "preference", json_integer(f->mx[i].preference));
		set(o, "host", json_name(f->mx[i].host));
		set(o, "addresses", addresses);
		set(o, "starttls", json_starttls(f, f->mx[i].host));
		append(array, o);
	}
	return array;
}

static json_t *
json_server(const struct server_facts *server)
{
	json_t *o = json_object();
	bool serves = server->soa->status == DNS_OK;
	char ip[IP_TEXT_MAX];

	ip_format(&server->ip, ip);
	set(o, "name", json_name(server->name));
	set(o, "ip", json_string(ip));
	set(o, "status", json_string(dns_status_word(server->soa->status)));
	set(o, "serial",
	    serves ? json_integer(server->soa->rr[0].soa_serial) : json_null());
	return o;
}

static json_t *
json_zone(const struct facts *f)
{
	static const char *const words[] = {
	    [DNSSEC_UNKNOWN] = "unknown",
	    [DNSSEC_SECURE] = "secure",
	    [DNSSEC_INSECURE] = "insecure",
	    [DNSSEC_BOGUS] = "bogus",
	};
	json_t *o = json_object(), *servers = json_array();

	for (size_t i = 0; i < f->health.servers; i++)
		append(servers, json_server(&f->health.server[i]));
	set(o, "apex",
	    f->zone->apex != NULL ? json_name(f->zone->apex) : json_null());
	set(o, "dnssec", json_string(words[f->health.dnssec]));
	set(o, "servers", servers);
	return o;
}

static json_t *
json_address(const struct address_facts *a)
{
	json_t *o = json_object(), *ptr = json_array();
	char ip[IP_TEXT_MAX];

	ip_format(&a->ip, ip);
	for (size_t i = 0; i < a->names; i++)
		append(ptr, json_name(a->name[i]));
	set(o, "ip", json_string(ip));
	set(o, "interface", json_name(a->interface));
	set(o, "ptr", ptr);
	set(o, "forward_confirmed",
	    a->confirmed == CONFIRM_UNKNOWN
		? json_null()
		: json_boolean(a->confirmed == CONFIRM_YES));
	set(o, "spf", json_name(a->spf));
	set(o, "spf_helo", json_name(a->spf_helo));
	return o;
}

json_t *
json_change(const struct change *c)
{
	static const char *const ops[] = {
	    [CHANGE_KEEP] = "keep",
	    [CHANGE_ADD] = "add",
	    [CHANGE_REPLACE] = "replace",
	    [CHANGE_RESTORE] = "replace",
	    [CHANGE_REMOVE] = "remove",
	};
	json_t *o = json_object(), *strings = json_array(), *old = json_array();
	const uint16_t type = plan_type(c->type);
	struct arena arena = ARENA_INIT;
	struct text_parts parts =
	    zonefile_split_txt(&arena, slice_of(c->value));

	for (size_t i = 0; type == DNS_TXT && i < parts.count; i++)
		append(strings, json_text(parts.part[i]));
	for (int64_t i = 0; i < c->olds; i++)
		append(old, json_name(c->old[i]));
	set(o, "op", json_string(ops[c->op]));
	set(o, "name", json_name(c->name));
	set(o, "type", json_string(dns_type_word(type)));
	set(o, "ttl", json_integer(c->ttl));
	set(o, "value", json_name(c->value));
	set(o, "strings", strings);
	set(o, "old", old);
	set(o, "why", json_name(plan_reason(c)));
	set(o, "foreign",
	    c->foreign == 0 ? json_null()
			    : json_string(when_utc(&arena, c->foreign)));
	arena_release(&arena);
	return o;
}

static json_t *
json_statistics(const struct examine *e)
{
	struct examine_statistics s = examine_statistics(e);
	json_t *o = json_object();

	set(o, "queries", json_integer((json_int_t)s.queries));
	set(o, "rounds", json_integer(s.rounds));
	set(o, "elapsed_ms", json_integer(s.elapsed_ms));
	return o;
}

static const char *
status_word(const struct findings *findings)
{
	static const char *const words[] = {
	    [SEVERITY_OK] = "ok",
	    [SEVERITY_INFO] = "ok",
	    [SEVERITY_WARNING] = "warning",
	    [SEVERITY_ERROR] = "error",
	    [SEVERITY_UNKNOWN] = "unknown",
	};

	return words[findings_worst(findings)];
}

json_t *
json_check(struct examine *e, const struct plan *plan)
{
	const struct facts *f = examine_facts(e);
	const struct findings *all = examine_findings(e);
	json_t *o = json_object();
	json_t *findings = json_array(), *addresses = json_array();
	json_t *proposal = json_array();

	for (size_t i = 0; i < all->count; i++)
		append(findings, json_finding(&all->finding[i]));
	for (size_t i = 0; i < f->addresses; i++)
		append(addresses, json_address(&f->address[i]));
	for (size_t i = 0; i < plan->count; i++)
		append(proposal, json_change(&plan->change[i]));
	set(o, "version", json_integer(1));
	set(o, "domain", json_name(f->domain));
	set(o, "status", json_string(status_word(all)));
	set(o, "findings", findings);
	set(o, "spf", json_spf(f));
	set(o, "dkim", json_dkim(f));
	set(o, "dmarc", json_dmarc(f));
	set(o, "mx", json_mx(f));
	set(o, "zone", json_zone(f));
	set(o, "addresses", addresses);
	set(o, "proposal", proposal);
	set(o, "statistics", json_statistics(e));
	return o;
}
