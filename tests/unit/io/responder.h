/*
 * A name server for tests, in a thread. What it does with a question stands in
 * the first label of the name: see the table of deeds.
 */
#ifndef TESTS_RESPONDER_H
#define TESTS_RESPONDER_H

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wizard/base/attr.h"
#include "wizard/record/ipaddr.h"

#define RESPONDER_CONNECTIONS 8
#define RESPONDER_HELD 1024
#define RESPONDER_QUIET 50 /* ms without a packet: held ones are answered */
#define RESPONDER_HEADER 12
#define RESPONDER_PACKET 4096

enum responder_state {
	NEW,
	HELD,
	ANSWERED
};

struct responder_options {
	const char *address; /* NULL: 127.0.0.1 */
	const char *always; /* a deed for every name */
	bool no_tcp;
	bool hangs_up; /* closes a connection after one answer */
};

struct responder_held {
	struct sockaddr_storage from;
	socklen_t from_len;
	uint8_t packet[512];
	size_t len;
};

struct responder {
	struct responder_options options;
	struct ip ip;
	uint16_t port;
	int udp, tcp, stop[2];
	pthread_t thread;
	int connection[RESPONDER_CONNECTIONS]; /* -1: free */
	uint8_t copies[65536]; /* by ID: how many, or what became of it */
	struct responder_held held[RESPONDER_HELD];
	size_t nheld;
	atomic_uint packets; /* over UDP */
	atomic_uint opts; /* of them, those with EDNS */
	atomic_uint connections; /* accepted */
	atomic_uint ports; /* that packets came from, runs of one counted */
	atomic_uint most_held;
	in_port_t last_port;
};

static uint8_t *
responder_copies(struct responder *r, const uint8_t *packet)
{
	return &r->copies[(size_t)packet[0] << 8 | packet[1]];
}

/* A question as it came, and the answer that is being written. */
struct deal {
	struct responder *responder;
	const uint8_t *query;
	size_t query_len;
	size_t question_end;
	bool tcp;
	bool opt;
	uint8_t *out;
	size_t len; /* 0: nothing is sent */
};

/* Header and question with that RCODE and no records. */
static void
deal_header(struct deal *d, uint8_t rcode)
{
	memcpy(d->out, d->query, d->question_end);
	d->out[2] = (uint8_t)(0x80 | (d->query[2] & 0x01));
	d->out[3] = (uint8_t)(0x80 | rcode);
	memset(d->out + 6, 0, 6);
	d->len = d->question_end;
}

/* A record about the asked name; section 7: answer, 9: authority. */
static void
deal_record(
    struct deal *d, size_t section, uint8_t type, const void *data, size_t len)
{
	uint8_t fixed[] = {0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60,
	    (uint8_t)(len >> 8), (uint8_t)(len & 0xff)};

	memcpy(d->out + d->len, fixed, sizeof(fixed));
	memcpy(d->out + d->len + sizeof(fixed), data, len);
	d->len += sizeof(fixed) + len;
	d->out[section]++;
}

static void
deal_text(struct deal *d, const char *text)
{
	uint8_t data[256];
	size_t len = strlen(text);

	data[0] = (uint8_t)len;
	memcpy(data + 1, text, len);
	deal_header(d, 0);
	deal_record(d, 7, 16, data, len + 1);
}

static void
do_text(struct deal *d)
{
	deal_text(d, "v=spf1 -all");
}

/* Tells how it was asked. */
static void
do_echo(struct deal *d)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "rd=%d cd=%d opt=%d tcp=%d",
	    d->query[2] & 0x01, d->query[3] >> 4 & 0x01, d->opt, d->tcp);
	deal_text(d, text);
}

static void
do_silent(struct deal *d)
{
	d->len = 0;
}

static void
do_second(struct deal *d)
{
	if (++*responder_copies(d->responder, d->query) >= 2)
		do_text(d);
}

static void
do_fill(struct deal *d, size_t octets)
{
	uint8_t data[3072];

	memset(data, 'x', sizeof(data));
	for (size_t i = 0; i < octets; i += 200)
		data[i] = 199;
	deal_header(d, 0);
	deal_record(d, 7, 16, data, octets);
}

/* Larger than DNS allowed before EDNS, smaller than what EDNS offers. */
static void
do_big(struct deal *d)
{
	do_fill(d, 1000);
}

static void
do_long(struct deal *d)
{
	if (d->tcp) {
		do_fill(d, 3000);
		return;
	}
	deal_header(d, 0);
	d->out[2] |= 0x02;
}

static void
do_opt(struct deal *d)
{
	if (d->opt)
		deal_header(d, 1);
	else
		do_echo(d);
}

static void
do_bare(struct deal *d)
{
	if (!d->opt) {
		do_echo(d);
		return;
	}
	deal_header(d, 1);
	memset(d->out + 4, 0, 2);
	d->len = RESPONDER_HEADER;
}

static void
do_servfail(struct deal *d)
{
	deal_header(d, 2);
}

static void
do_nxdomain(struct deal *d)
{
	static const uint8_t soa[] = {
	    0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 30};

	deal_header(d, 3);
	deal_record(d, 9, 6, soa, sizeof(soa));
}

static void
do_notimp(struct deal *d)
{
	deal_header(d, 4);
}

static void
do_refused(struct deal *d)
{
	deal_header(d, 5);
}

static void
do_garbage(struct deal *d)
{
	do_text(d);
	d->out[7] = 9;
	memset(d->out + d->question_end, 0xff, 20);
}

/* The answer to a question that nobody asked. */
static void
do_other(struct deal *d)
{
	do_text(d);
	d->out[RESPONDER_HEADER + 1] ^= 0x01;
}

static const struct {
	const char *label;
	void (*act)(struct deal *d);
} deeds[] = {
    {"text", do_text},
    {"held", do_text}, /* but later: see responder_datagram */
    {"echo", do_echo},
    {"silent", do_silent},
    {"second", do_second},
    {"big", do_big},
    {"long", do_long},
    {"opt", do_opt},
    {"bare", do_bare},
    {"servfail", do_servfail},
    {"nxdomain", do_nxdomain},
    {"notimp", do_notimp},
    {"refused", do_refused},
    {"garbage", do_garbage},
    {"other", do_other},
};

static size_t
responder_answer(struct responder *r, const uint8_t *query, size_t len,
    bool tcp, uint8_t *out)
{
	struct deal d = {
	    .responder = r, .query = query, .query_len = len, .tcp = tcp};
	const char *label = (const char *)query + RESPONDER_HEADER + 1;
	size_t label_len = query[RESPONDER_HEADER];
	size_t at = RESPONDER_HEADER;

	while (at < len && query[at] != 0)
		at += query[at] + 1U;
	d.question_end = at + 5;
	d.opt = query[11] != 0;
	d.out = out;
	if (r->options.always != NULL) {
		label = r->options.always;
		label_len = strlen(label);
	}
	if (!tcp && d.opt)
		atomic_fetch_add(&r->opts, 1);
	for (size_t i = 0; i < COUNT_OF(deeds); i++)
		if (strlen(deeds[i].label) == label_len &&
		    strncasecmp(deeds[i].label, label, label_len) == 0)
			deeds[i].act(&d);
	return d.len;
}

static void
responder_reply(struct responder *r, const struct responder_held *held)
{
	uint8_t out[RESPONDER_PACKET];
	size_t len = responder_answer(r, held->packet, held->len, false, out);

	if (len > 0)
		(void)sendto(r->udp, out, len, 0,
		    (const struct sockaddr *)&held->from, held->from_len);
}

static void
responder_note_port(struct responder *r, const struct sockaddr_storage *from)
{
	/* The port has the same place in both families. */
	in_port_t port = ((const struct sockaddr_in *)from)->sin_port;

	if (port != r->last_port)
		atomic_fetch_add(&r->ports, 1);
	r->last_port = port;
}

/*
 * Once per question: a copy that comes while it is held is dropped, and one
 * that comes too late to matter is answered at once.
 */
static void
responder_hold(struct responder *r, const struct responder_held *held)
{
	uint8_t *state = responder_copies(r, held->packet);

	if (*state == ANSWERED) {
		responder_reply(r, held);
	} else if (*state == NEW && r->nheld + 1 < RESPONDER_HELD) {
		*state = HELD;
		r->nheld++;
	}
}

/* What is called "held" is answered when no more questions come. */
static void
responder_datagram(struct responder *r)
{
	struct responder_held *held = &r->held[r->nheld];
	ssize_t n;

	held->from_len = sizeof(held->from);
	n = recvfrom(r->udp, held->packet, sizeof(held->packet), 0,
	    (struct sockaddr *)&held->from, &held->from_len);
	if (n <= RESPONDER_HEADER)
		return;
	held->len = (size_t)n;
	atomic_fetch_add(&r->packets, 1);
	responder_note_port(r, &held->from);
	if (held->packet[RESPONDER_HEADER] == 4 &&
	    memcmp(held->packet + RESPONDER_HEADER + 1, "held", 4) == 0)
		responder_hold(r, held);
	else
		responder_reply(r, held);
}

static void
responder_release(struct responder *r)
{
	if (r->nheld > r->most_held)
		r->most_held = (unsigned)r->nheld;
	for (size_t i = 0; i < r->nheld; i++) {
		responder_reply(r, &r->held[i]);
		*responder_copies(r, r->held[i].packet) = ANSWERED;
	}
	r->nheld = 0;
}

/* One question; whole, for a test never sends in pieces. False: at its end. */
static bool
responder_stream(struct responder *r, int fd)
{
	uint8_t head[2], query[512], out[RESPONDER_PACKET];
	size_t len;

	if (recv(fd, head, 2, MSG_WAITALL) != 2)
		return false;
	len = (size_t)head[0] << 8 | head[1];
	if (len > sizeof(query) ||
	    recv(fd, query, len, MSG_WAITALL) != (ssize_t)len)
		return false;
	len = responder_answer(r, query, len, true, out + 2);
	out[0] = (uint8_t)(len >> 8);
	out[1] = (uint8_t)(len & 0xff);
	if (len > 0)
		(void)send(fd, out, len + 2, MSG_NOSIGNAL);
	return !r->options.hangs_up;
}

static void
responder_accept(struct responder *r)
{
	int fd = accept(r->tcp, NULL, NULL);

	atomic_fetch_add(&r->connections, 1);
	for (size_t i = 0; i < RESPONDER_CONNECTIONS; i++)
		if (r->connection[i] == -1) {
			r->connection[i] = fd;
			return;
		}
	(void)close(fd);
}

static void
responder_connections(struct responder *r, const struct pollfd *ready)
{
	for (size_t i = 0; i < RESPONDER_CONNECTIONS; i++)
		if (ready[i].revents != 0 &&
		    !responder_stream(r, r->connection[i])) {
			(void)close(r->connection[i]);
			r->connection[i] = -1;
		}
}

static void *
responder_run(void *arg)
{
	struct responder *r = arg;
	struct pollfd wait[3 + RESPONDER_CONNECTIONS];

	for (;;) {
		wait[0] = (struct pollfd) {r->stop[0], POLLIN, 0};
		wait[1] = (struct pollfd) {r->udp, POLLIN, 0};
		wait[2] = (struct pollfd) {r->tcp, POLLIN, 0};
		for (size_t i = 0; i < RESPONDER_CONNECTIONS; i++)
			wait[3 + i] =
			    (struct pollfd) {r->connection[i], POLLIN, 0};
		if (poll(wait, COUNT_OF(wait),
			r->nheld > 0 ? RESPONDER_QUIET : -1) == 0)
			responder_release(r);
		if (wait[0].revents != 0)
			return NULL;
		if (wait[1].revents != 0)
			responder_datagram(r);
		responder_connections(r, wait + 3);
		if (wait[2].revents != 0)
			responder_accept(r);
	}
}

static int
responder_socket(const struct sockaddr_storage *address, int type)
{
	int size = 4 << 20;
	int fd = socket(address->ss_family, type | SOCK_CLOEXEC, 0);

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (bind(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 &&
	    (type == SOCK_DGRAM || listen(fd, 64) == 0))
		return fd;
	(void)close(fd);
	return -1;
}

/* UDP on a free port, then TCP on the same; NULL: no such address here. */
static struct responder *
responder_start(const struct responder_options *options)
{
	struct responder *r = calloc(1, sizeof(*r));
	const char *text =
	    options->address != NULL ? options->address : "127.0.0.1";
	struct sockaddr_storage address = {.ss_family = AF_INET};
	struct sockaddr_in *in = (struct sockaddr_in *)&address;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&address;
	socklen_t len = sizeof(address);

	if (inet_pton(AF_INET, text, &in->sin_addr) != 1) {
		address.ss_family = AF_INET6;
		(void)inet_pton(AF_INET6, text, &in6->sin6_addr);
	}
	if (r == NULL || !ip_parse(slice_of(text), &r->ip) ||
	    (r->udp = responder_socket(&address, SOCK_DGRAM)) == -1) {
		free(r);
		return NULL;
	}
	r->options = *options;
	(void)getsockname(r->udp, (struct sockaddr *)&address, &len);
	r->port = ntohs(in->sin_port);
	r->tcp = options->no_tcp ? -1 : responder_socket(&address, SOCK_STREAM);
	memset(r->connection, 0xff, sizeof(r->connection));
	if (pipe(r->stop) != 0 ||
	    pthread_create(&r->thread, NULL, responder_run, r) != 0)
		abort();
	return r;
}

static void
responder_stop(struct responder *r)
{
	(void)close(r->stop[1]);
	(void)pthread_join(r->thread, NULL);
	(void)close(r->stop[0]);
	(void)close(r->udp);
	(void)close(r->tcp);
	for (size_t i = 0; i < RESPONDER_CONNECTIONS; i++)
		(void)close(r->connection[i]);
	free(r);
}

#endif
