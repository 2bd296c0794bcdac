#include "wizard/cli/json_verify.h"

#include "wizard/cli/json.h"

static void
set(json_t *object, const char *key, json_t *value)
{
	(void)json_object_set_new(object, key, value);
}

/* jansson makes no string of NULL. */
static json_t *
word(const char *text)
{
	return text == NULL ? json_null() : json_string(text);
}

static json_t *
json_ip(const struct ip *ip)
{
	char text[IP_TEXT_MAX];

	ip_format(ip, text);
	return ip->family == 0 ? json_null() : json_string(text);
}

static json_t *
json_aligned(enum alignment aligned)
{
	return aligned == ALIGNED_UNKNOWN
		   ? json_null()
		   : json_boolean(aligned == ALIGNED_YES);
}

static json_t *
json_spf(const struct judged_spf *spf)
{
	json_t *o = json_object();

	set(o, "result",
	    word(spf->known ? spf_result_word(spf->result) : NULL));
	set(o, "domain", json_name(spf->domain));
	set(o, "ip", json_ip(&spf->ip));
	set(o, "ip_suggested", json_ip(&spf->seen));
	set(o, "problem", json_name(spf->problem));
	set(o, "aligned",
	    spf->domain == NULL ? json_null() : json_aligned(spf->aligned));
	return o;
}

static json_t *
json_signature(const struct judged_signature *s)
{
	json_t *o = json_object();

	set(o, "domain", json_name(s->sig->domain));
	set(o, "selector", json_name(s->sig->selector));
	set(o, "algorithm",
	    s->sig->algorithm.len == 0 ? json_null()
				       : json_text(s->sig->algorithm));
	set(o, "bits", s->bits == 0 ? json_null() : json_integer(s->bits));
	set(o, "result", word(judged_word(s->result)));
	set(o, "reason", word(judged_reason_word(s->reason)));
	set(o, "aligned", json_aligned(s->aligned));
	return o;
}

static json_t *
json_organizational(const struct facts *walk)
{
	json_t *o = json_object();

	set(o, "tree_walk", json_name(walk == NULL ? NULL : walk->org_domain));
	set(o, "psl", json_name(walk == NULL ? NULL : walk->org_domain_psl));
	return o;
}

static json_t *
json_dmarc(const struct judgement *j)
{
	const struct judged_dmarc *dmarc = &j->dmarc;
	json_t *o = json_object(), *by = json_array();

	if (dmarc->by_spf)
		(void)json_array_append_new(by, json_string("spf"));
	if (dmarc->by_dkim)
		(void)json_array_append_new(by, json_string("dkim"));
	set(o, "result", word(judged_word(dmarc->result)));
	set(o, "policy",
	    dmarc->policy == DMARC_NO_POLICY
		? json_null()
		: json_string(dmarc_policy_word(dmarc->policy)));
	set(o, "domain", json_name(j->from));
	set(o, "aligned_by", by);
	set(o, "organizational_domain", json_organizational(dmarc->walk));
	return o;
}

static json_t *
json_received_spf(const struct received_spf *spf)
{
	json_t *o;

	if (spf->result == NULL)
		return json_null();
	o = json_object();
	set(o, "result", json_name(spf->result));
	set(o, "client_ip", json_ip(&spf->client));
	set(o, "envelope_from", json_name(spf->sender));
	set(o, "helo", json_name(spf->helo));
	set(o, "receiver", json_name(spf->receiver));
	return o;
}

static json_t *
json_receiver(const struct judgement *j)
{
	static const char *const methods[] = {"spf", "dkim", "dmarc"};
	json_t *o = json_object();

	set(o, "authserv_id", json_name(j->receiver.authserv));
	set(o, "field", word(j->receiver.field));
	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct judged_writing r = {.result = NULL};

		(void)judged_receiver(j, methods[i], &r);
		set(o, methods[i], json_name(r.result));
	}
	set(o, "received_spf", json_received_spf(&j->received_spf));
	return o;
}

json_t *
json_verify(const struct judgement *j)
{
	json_t *o = json_object();
	json_t *dkim = json_array(), *findings = json_array();

	for (size_t i = 0; i < j->signatures; i++)
		(void)json_array_append_new(
		    dkim, json_signature(&j->signature[i]));
	for (size_t i = 0; i < j->findings.count; i++)
		(void)json_array_append_new(
		    findings, json_finding(&j->findings.finding[i]));
	set(o, "version", json_integer(1));
	set(o, "spf", json_spf(&j->spf));
	set(o, "dkim", dkim);
	set(o, "dmarc", json_dmarc(j));
	set(o, "receiver", json_receiver(j));
	set(o, "findings", findings);
	return o;
}
