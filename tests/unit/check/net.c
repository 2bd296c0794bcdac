#include "tests/unit/check/net.h"

#include <string.h>

#include "wizard/record/zonefile.h"

#define ROUNDS_MAX 30

static struct ip
server_of(const char *text)
{
	struct ip ip = {.family = 0};

	if (text != NULL && !ip_parse(slice_of(text), &ip))
		fail_msg("%s is no address", text);
	return ip;
}

static bool
ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), len = strlen(suffix);

	return n >= len && strcmp(name + n - len, suffix) == 0;
}

static enum dns_status
failure_of(const struct net *net, const struct question *q)
{
	for (size_t i = 0; i < NET_ZONES_MAX; i++) {
		const char *suffix = net->failure[i].suffix;
		struct ip server = server_of(net->failure[i].server);

		/* The zone above signs DS. */
		if (suffix == NULL ||
		    (net->failure[i].bogus && (q->cd || q->type == DNS_DS)))
			continue;
		if ((server.family == 0 || ip_equal(&server, &q->server)) &&
		    ends_in(q->name, suffix))
			return net->failure[i].status;
	}
	return DNS_OK;
}

static size_t
zones_of(const struct net *net, const struct ip *server, struct arena *arena,
    struct zone ret[NET_ZONES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < NET_ZONES_MAX && net->zone[i].apex != NULL;
	     i++) {
		struct ip owner = server_of(net->zone[i].server);
		struct err err = ERR_INIT;

		if (!ip_equal(&owner, server))
			continue;
		if (zonefile_parse(arena, slice_of(net->zone[i].text),
			net->zone[i].apex, &ret[count], &err) != ERR_OK)
			fail_msg("%s in\n%s", err.msg, net->zone[i].text);
		count++;
	}
	return count;
}

static const struct dns_answer *
answer_of(const struct net *net, struct arena *arena, const struct question *q)
{
	static const struct ip everybody = {.family = 0};
	enum dns_status failure = failure_of(net, q);
	struct zone zones[NET_ZONES_MAX];
	struct dns_answer *answer;
	size_t count;

	if (failure != DNS_OK) {
		answer = arena_alloc(arena, sizeof(*answer));
		answer->status = failure;
		return answer;
	}
	count = zones_of(net, &q->server, arena, zones);
	if (count == 0)
		count = zones_of(net, &everybody, arena, zones);
	answer = zonefile_answer(arena, zones, count, q->name, q->type);
	answer->authenticated = net->secure != NULL &&
	    q->whom == ASK_RESOLVER && ends_in(q->name, net->secure);
	return answer;
}

bool
net_answer(const struct net *net, struct inquiry *inquiry)
{
	struct question *sent[INQUIRY_MAX];
	size_t n = 0;

	while ((sent[n] = inquiry_unsent(inquiry)) != NULL)
		n++;
	for (size_t i = 0; i < n; i++)
		inquiry_answer(inquiry, sent[i],
		    answer_of(net, inquiry_arena(inquiry), sent[i]));
	return n > 0;
}

static void
run(struct look *look)
{
	arena_reset(&look->arena);
	look->facts = inspect(&look->arena, look->inquiry, &look->params);
}

void
look_rounds(struct look *look, const struct net *net,
    const struct inspect_params *params, unsigned rounds)
{
	*look = (struct look) {.net = net, .params = *params};
	look->inquiry = inquiry_new();
	run(look);
	while (look->rounds < rounds && net_answer(net, look->inquiry)) {
		look->rounds++;
		run(look);
	}
}

void
look_at(struct look *look, const struct net *net,
    const struct inspect_params *params)
{
	look_rounds(look, net, params, ROUNDS_MAX);
	assert_true(look->facts->complete);
	assert_int_equal(inquiry_rounds(look->inquiry), look->rounds);
}

void
look_release(struct look *look)
{
	inquiry_free(look->inquiry);
	arena_release(&look->arena);
}

size_t
net_asked(struct inquiry *inquiry, const char *name, uint16_t type,
    enum inquiry_whom whom)
{
	size_t n = 0;

	for (size_t i = 0; i < inquiry_count(inquiry); i++) {
		const struct question *q = inquiry_at(inquiry, i);

		n += q->whom == whom && (type == 0 || q->type == type) &&
		    strcmp(q->name, name) == 0;
	}
	return n;
}
