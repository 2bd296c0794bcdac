#include "wizard/helper/layer.h"

#include <arpa/inet.h>
#include <string.h>

#include "wizard/helper/pipe.h"

/* Writes record i of the answer from its text; false: not such data. */
typedef bool set_data(SPF_dns_rr_t *rr, int i, const char *data, size_t len);

static void *
room(SPF_dns_rr_t *rr, int i, size_t size)
{
	if (SPF_dns_rr_buf_realloc(rr, i, size) != SPF_E_SUCCESS)
		give_up("out of memory");
	return rr->rr[i];
}

static bool
set_text(SPF_dns_rr_t *rr, int i, const char *data, size_t len)
{
	memcpy(room(rr, i, len + 1), data, len + 1);
	return true;
}

static bool
set_name(SPF_dns_rr_t *rr, int i, const char *data, size_t len)
{
	return protocol_is_name(data) && set_text(rr, i, data, len);
}

static bool
set_a(SPF_dns_rr_t *rr, int i, const char *data, size_t len)
{
	void *address = room(rr, i, sizeof(struct in_addr));

	(void)len;
	return inet_pton(AF_INET, data, address) == 1;
}

static bool
set_aaaa(SPF_dns_rr_t *rr, int i, const char *data, size_t len)
{
	void *address = room(rr, i, sizeof(struct in6_addr));

	(void)len;
	return inet_pton(AF_INET6, data, address) == 1;
}

static const struct kind {
	ns_type type;
	const char *word;
	set_data *set;
} kinds[] = {
    {ns_t_a, "A", set_a},
    {ns_t_aaaa, "AAAA", set_aaaa},
    {ns_t_mx, "MX", set_name},
    {ns_t_ptr, "PTR", set_name},
    {ns_t_txt, "TXT", set_text},
};

static const struct kind *
kind_of(ns_type type)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

static SPF_dns_rr_t *
new_rr(SPF_dns_server_t *layer, const char *name, ns_type type, int herrno)
{
	SPF_dns_rr_t *rr = SPF_dns_rr_new_init(layer, name, type, 0, herrno);

	if (rr == NULL)
		give_up("out of memory");
	return rr;
}

static void
read_records(SPF_dns_rr_t *rr, const struct kind *kind, size_t count)
{
	char data[PROTOCOL_DATA_MAX + 1];
	size_t len;

	for (size_t i = 0; i < count; i++) {
		if (!protocol_read_data(pipe_line(), data, &len) ||
		    !kind->set(rr, (int)i, data, len))
			give_up("the parent sent a malformed record");
		rr->num_rr = (int)i + 1;
	}
}

static SPF_dns_rr_t *
ask(SPF_dns_server_t *layer, const struct kind *kind, const char *name)
{
	/* Never NO_RECOVERY: libspf2 reads freed memory then. */
	static const int herrnos[] = {
	    [PROTOCOL_OK] = NETDB_SUCCESS,
	    [PROTOCOL_NODATA] = NO_DATA,
	    [PROTOCOL_NXDOMAIN] = HOST_NOT_FOUND,
	    [PROTOCOL_FAIL] = TRY_AGAIN,
	};
	struct protocol_answer answer;
	char line[PROTOCOL_OUT_MAX];
	SPF_dns_rr_t *rr;
	size_t len = protocol_write_question(line, kind->word, name);

	pipe_write(line, len);
	if (!protocol_read_answer(pipe_line(), &answer))
		give_up("the parent sent a malformed answer");
	rr = new_rr(layer, name, kind->type, herrnos[answer.status]);
	rr->ttl = answer.ttl;
	read_records(rr, kind, answer.records);
	return rr;
}

static SPF_dns_rr_t *
lookup(SPF_dns_server_t *layer, const char *name, ns_type type, int cache)
{
	const struct kind *kind = kind_of(type);

	(void)cache;
	/*
	 * libspf2 asks for type 99 first and believes it over TXT; RFC 7208
	 * section 3.1 has done away with it.
	 */
	if (kind == NULL)
		return new_rr(layer, name, type, NO_DATA);
	/*
	 * What macros make of a name knows no limit in libspf2: a record that
	 * includes "%{d}%{d}" doubles it at every step.
	 */
	if (!protocol_is_name(name))
		return new_rr(layer, name, type, HOST_NOT_FOUND);
	return ask(layer, kind, name);
}

/*
 * Explanations are neither fetched nor compiled: the macro compiler of libspf2
 * overruns its stack on a text of 509 octets.
 */
static SPF_errcode_t
no_explanation(
    SPF_server_t *server, const char *name, char **text, size_t *size)
{
	(void)server;
	(void)name;
	(void)text;
	(void)size;
	return SPF_E_NOT_CONFIG;
}

SPF_dns_server_t *
layer_get(void)
{
	static SPF_dns_server_t layer = {
	    .lookup = lookup,
	    .get_exp = no_explanation,
	    .name = "parent",
	};

	return &layer;
}
