/*
 * A server on the loopback, in a thread: it takes one connection after the
 * other and does the same in each, step by step.
 */
#ifndef TESTS_UNIT_IO_PEER_H
#define TESTS_UNIT_IO_PEER_H

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/io/certificate.h"
#include "wizard/record/ipaddr.h"

#define PEER_STEPS   12
#define PEER_TIMEOUT 60000 /* ms for one that answers; slow machines, too */
#define PEER_SHORT   3000  /* ms for one that falls silent */
#define PEER_HEARD   8192

enum peer_act {
	PEER_CLOSE, /* what a list of steps ends with */
	PEER_SAY,   /* the text, so many times; 0: once */
	PEER_DRIP,  /* the text, an octet at a time */
	PEER_HEAR,  /* waits until the text has come */
	PEER_TLS,   /* TLS begins, with the peer's certificate */
	PEER_REPLY, /* what the peer's own function does */
	PEER_STALL, /* nothing more, until the other side is gone */
	PEER_RESET, /* the connection is torn down */
};

struct peer_step {
	enum peer_act act;
	const char *text;
	size_t times;
};

struct peer_line;

struct peer {
	const struct peer_step *step;
	/* For PEER_REPLY; false ends the connection. Set before anybody comes. */
	bool (*reply)(struct peer_line *line, const struct peer_step *step);
	SSL_CTX *context; /* for PEER_TLS */
	struct ip ip;
	uint16_t port;
	int listener;
	pthread_t thread;
	atomic_int current; /* connection; -1: none */
	atomic_bool quitting;
	atomic_uint connections;
	/* What came, of all connections; to be read when it has stopped. */
	char heard[PEER_HEARD];
	size_t len;
};

struct peer_line {
	struct peer *peer;
	int fd;
	SSL *ssl; /* NULL: in the clear */
	size_t begins; /* where in heard the unread octets are */
};

static inline bool
peer_send(struct peer_line *line, const char *data, size_t len)
{
	if (line->ssl != NULL)
		return SSL_write(line->ssl, data, (int)len) > 0;
	return send(line->fd, data, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static inline bool
peer_receive(struct peer_line *line)
{
	struct peer *peer = line->peer;
	size_t room = sizeof(peer->heard) - 1 - peer->len;
	char *at = peer->heard + peer->len;
	ssize_t n;

	if (room == 0)
		return false;
	n = line->ssl != NULL ? SSL_read(line->ssl, at, (int)room)
			      : recv(line->fd, at, room, 0);
	if (n > 0)
		peer->len += (size_t)n;
	return n > 0;
}

static inline bool
peer_say(struct peer_line *line, const struct peer_step *step)
{
	size_t len = strlen(step->text);
	bool ok = true;

	for (size_t i = 0; ok && i < (step->times == 0 ? 1 : step->times); i++)
		ok = peer_send(line, step->text, len);
	return ok;
}

static inline bool
peer_drip(struct peer_line *line, const struct peer_step *step)
{
	bool ok = true;

	for (const char *p = step->text; ok && *p != '\0'; p++)
		ok = peer_send(line, p, 1);
	return ok;
}

static inline bool
peer_hear(struct peer_line *line, const struct peer_step *step)
{
	struct peer *peer = line->peer;
	size_t len = strlen(step->text);
	const char *found;

	while ((found = memmem(peer->heard + line->begins,
		    peer->len - line->begins, step->text, len)) == NULL)
		if (!peer_receive(line))
			return false;
	line->begins = (size_t)(found - peer->heard) + len;
	return true;
}

static inline bool
peer_secure(struct peer_line *line, const struct peer_step *step)
{
	(void)step;
	line->ssl = SSL_new(line->peer->context);
	return SSL_set_fd(line->ssl, line->fd) == 1 &&
	    SSL_accept(line->ssl) == 1;
}

static inline bool
peer_reply(struct peer_line *line, const struct peer_step *step)
{
	return line->peer->reply(line, step);
}

static inline bool
peer_stall(struct peer_line *line, const struct peer_step *step)
{
	(void)step;
	while (peer_receive(line))
		continue;
	return false;
}

static inline bool
peer_reset(struct peer_line *line, const struct peer_step *step)
{
	const struct linger now = {.l_onoff = 1, .l_linger = 0};

	(void)step;
	(void)setsockopt(line->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	return false;
}

static inline void
peer_serve(struct peer *peer, int fd)
{
	static bool (*const acts[])(
	    struct peer_line *, const struct peer_step *) = {
	    [PEER_SAY] = peer_say,
	    [PEER_DRIP] = peer_drip,
	    [PEER_HEAR] = peer_hear,
	    [PEER_TLS] = peer_secure,
	    [PEER_REPLY] = peer_reply,
	    [PEER_STALL] = peer_stall,
	    [PEER_RESET] = peer_reset,
	};
	struct peer_line line = {.peer = peer, .fd = fd, .begins = peer->len};
	const struct peer_step *step = peer->step;
	int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	while (step->act != PEER_CLOSE && acts[step->act](&line, step))
		step++;
	if (line.ssl != NULL && step->act == PEER_CLOSE)
		(void)SSL_shutdown(line.ssl);
	SSL_free(line.ssl);
}

static inline void *
peer_run(void *arg)
{
	struct peer *peer = arg;
	int fd;

	while ((fd = accept(peer->listener, NULL, NULL)) != -1) {
		atomic_store(&peer->current, fd);
		atomic_fetch_add(&peer->connections, 1);
		if (!atomic_load(&peer->quitting))
			peer_serve(peer, fd);
		atomic_store(&peer->current, -1);
		(void)close(fd);
	}
	return NULL;
}

/* A listening socket on that address, on a free port; -1: no such address. */
static inline int
peer_listen(const char *address, struct ip *ret_ip, uint16_t *ret_port)
{
	struct sockaddr_storage any = {.ss_family = AF_INET};
	struct sockaddr_in *in = (struct sockaddr_in *)&any;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&any;
	socklen_t len = sizeof(any);
	int fd;

	if (!ip_parse(slice_of(address), ret_ip))
		return -1;
	if (ret_ip->family == 6) {
		any.ss_family = AF_INET6;
		memcpy(&in6->sin6_addr, ret_ip->octets, 16);
	} else {
		memcpy(&in->sin_addr, ret_ip->octets, 4);
	}
	fd = socket(any.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1 || bind(fd, (struct sockaddr *)&any, len) == -1 ||
	    listen(fd, 64) == -1) {
		if (fd != -1)
			(void)close(fd);
		return -1;
	}
	(void)getsockname(fd, (struct sockaddr *)&any, &len);
	*ret_port = ntohs(in->sin_port); /* at the same place in both */
	return fd;
}

/* A port of the loopback where nobody listens. */
static inline uint16_t
peer_absent(struct ip *ret_ip)
{
	uint16_t port;
	int fd = peer_listen("127.0.0.1", ret_ip, &port);

	assert_int_not_equal(fd, -1);
	(void)close(fd);
	return port;
}

/* The steps and the context are borrowed. NULL: no such address here. */
static inline struct peer *
peer_start(const char *address, const struct peer_step *step, SSL_CTX *context)
{
	struct peer *peer = calloc(1, sizeof(*peer));

	assert_non_null(peer);
	(void)signal(SIGPIPE, SIG_IGN);
	peer->step = step;
	peer->context = context;
	peer->listener = peer_listen(address, &peer->ip, &peer->port);
	if (peer->listener == -1) {
		free(peer);
		return NULL;
	}
	atomic_store(&peer->current, -1);
	assert_int_equal(
	    pthread_create(&peer->thread, NULL, peer_run, peer), 0);
	return peer;
}

/* Ends what is under way; what was heard is complete from then on. */
static inline void
peer_stop(struct peer *peer)
{
	int fd;

	atomic_store(&peer->quitting, true);
	(void)shutdown(peer->listener, SHUT_RDWR);
	fd = atomic_load(&peer->current);
	if (fd != -1)
		(void)shutdown(fd, SHUT_RDWR);
	(void)pthread_join(peer->thread, NULL);
}

static inline void
peer_free(struct peer *peer)
{
	(void)close(peer->listener);
	free(peer);
}

#endif
