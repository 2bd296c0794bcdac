#include "wizard/io/dns_ares_line.h"

#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "wizard/base/mem.h"

#define LINE_PACKETS_MAX 2000 /* then another port is taken */
#define RECEIVE_BUFFER (1 << 20) /* octets; the system may grant less */
#define BACKSTOP 2000 /* ms that c-ares waits longer than we do */
#define HEADER_SIZE 12U
#define DRAWS 64 /* random IDs drawn at once */
#define READS 64 /* datagrams taken in one turn of the loop */

struct sending {
	LIST_ENTRY(sending) entry; /* in line->sendings unless forgotten */
	struct line *line;
	struct sending **slot; /* NULL: forgotten, only c-ares knows it */
	void *arg;
	const uint8_t *packet;
	size_t len;
	uint16_t id;
};

struct socket_watch {
	uv_poll_t poll;
	struct line *line;
	int fd;
	int events;
};

struct line {
	struct loop *loop;
	ares_channel channel; /* NULL: c-ares refused, nothing can be sent */
	bool tcp;
	bool worn;
	bool answered; /* something, on the present connection */
	struct socket_watch *watch; /* NULL: no socket is open */
	line_done *done;
	LIST_HEAD(, sending) sendings;
	size_t busy;
	size_t sent;
	size_t received; /* octets of the datagram that was read last */
	unsigned reads; /* that are still allowed in this turn */
	uint64_t ids[65536 / 64]; /* a bit for each that c-ares waits for */
	uint16_t draw[DRAWS];
	size_t draws;
};

/* --- IDs --- */

static uint64_t
id_bit(uint16_t id)
{
	return UINT64_C(1) << (id % 64);
}

static uint16_t
draw_id(struct line *line)
{
	if (line->draws == 0) {
		if (getrandom(line->draw, sizeof(line->draw), 0) < 0)
			abort(); /* predictable IDs would be worse */
		line->draws = DRAWS;
	}
	return line->draw[--line->draws];
}

/* A few hundred of 65536 are taken: the first draw nearly always is free. */
static uint16_t
take_id(struct line *line)
{
	uint16_t id = draw_id(line);

	while ((line->ids[id / 64] & id_bit(id)) != 0)
		id = draw_id(line);
	line->ids[id / 64] |= id_bit(id);
	return id;
}

/* --- What c-ares reports --- */

void
line_forget(struct sending **slot)
{
	struct sending *sending = *slot;

	if (sending == NULL)
		return;
	*slot = NULL;
	LIST_REMOVE(sending, entry);
	sending->line->busy--;
	sending->slot = NULL;
	sending->packet = NULL;
}

static enum line_outcome
outcome_of(const struct line *line, int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return LINE_ANSWER;
	case ARES_ETIMEOUT:
		return LINE_SILENCE;
	default:
		return line->tcp && line->answered ? LINE_CLOSED : LINE_REFUSED;
	}
}

/*
 * c-ares cuts datagrams at 512 octets unless it manages EDNS itself, and then a
 * FORMERR for one question would end EDNS for all. What it hands over is the
 * buffer that read_socket filled, so all of the datagram is there.
 */
static void
on_reply(void *arg, int status, int timeouts, unsigned char *wire, int len)
{
	struct sending *sending = arg;
	struct line *line = sending->line;
	void *owner = sending->arg;
	enum line_outcome outcome = outcome_of(line, status);
	bool forgotten = sending->slot == NULL;

	(void)timeouts;
	line->ids[sending->id / 64] &= ~id_bit(sending->id);
	if (!forgotten)
		line_forget(sending->slot);
	free(sending);
	line->answered |= outcome == LINE_ANSWER;
	line->worn |= outcome != LINE_ANSWER;
	if (forgotten || status == ARES_EDESTRUCTION)
		return;
	line->done(owner, outcome, wire,
	    wire == NULL || line->tcp ? (size_t)len : line->received);
}

/*
 * A server that cannot read a question may return the bare header, which
 * c-ares takes for the answer to another question.
 */
static void
take_bare_error(struct line *line, const uint8_t *header)
{
	uint16_t id = (uint16_t)(header[0] << 8 | header[1]);
	bool response = (header[2] & 0x80) != 0;
	bool failure = (header[3] & 0x0f) != 0;
	struct sending *sending = LIST_FIRST(&line->sendings);
	void *owner;

	if (!response || !failure)
		return;
	while (sending != NULL && sending->id != id)
		sending = LIST_NEXT(sending, entry);
	if (sending == NULL)
		return;
	owner = sending->arg;
	line_forget(sending->slot);
	line->done(owner, LINE_ANSWER, header, HEADER_SIZE);
}

/* --- Sockets for c-ares --- */

static ares_socket_t
open_socket(int family, int type, int protocol, void *arg)
{
	struct line *line = arg;
	int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
	int size = RECEIVE_BUFFER;

	line->answered = false;
	if (fd >= 0 && type == SOCK_DGRAM)
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	return fd;
}

static int
close_socket(ares_socket_t fd, void *arg)
{
	(void)arg;
	return close(fd);
}

static int
connect_socket(ares_socket_t fd, const struct sockaddr *address,
    ares_socklen_t len, void *arg)
{
	(void)arg;
	return connect(fd, address, len);
}

/*
 * Between two helpings new questions go out, so that the server has something
 * to do meanwhile, and a flood of packets cannot hold up the program.
 */
static ares_ssize_t
read_socket(ares_socket_t fd, void *data, size_t size, int flags,
    struct sockaddr *from, ares_socklen_t *from_len, void *arg)
{
	struct line *line = arg;
	ssize_t n;

	if (line->reads == 0) {
		errno = EAGAIN;
		return -1;
	}
	line->reads--;
	n = recvfrom(fd, data, size, flags, from, from_len);
	if (line->tcp || n < 0)
		return n;
	line->received = (size_t)n;
	if (line->received == HEADER_SIZE)
		take_bare_error(line, data);
	return n;
}

/* A datagram for which there is no room now is lost, not refused. */
static ares_ssize_t
write_socket(ares_socket_t fd, const struct iovec *part, int parts, void *arg)
{
	const struct line *line = arg;
	union {
		const struct iovec *from;
		struct iovec *to;
	} vector = {.from = part};
	struct msghdr message = {
	    .msg_iov = vector.to, .msg_iovlen = (size_t)parts};
	ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL);

	if (n < 0 && !line->tcp && (errno == EAGAIN || errno == ENOBUFS))
		return (ares_ssize_t)part[0].iov_len;
	return n;
}

static const struct ares_socket_functions socket_functions = {
    .asocket = open_socket,
    .aclose = close_socket,
    .aconnect = connect_socket,
    .arecvfrom = read_socket,
    .asendv = write_socket,
};

/* --- Waiting for sockets --- */

static void on_poll(uv_poll_t *poll, int status, int events);

static void
free_watch(uv_handle_t *handle)
{
	free(handle);
}

static struct socket_watch *
watch_socket(struct line *line, int fd)
{
	struct socket_watch *watch = mem_alloc(sizeof(*watch));

	watch->line = line;
	watch->fd = fd;
	if (uv_poll_init(loop_uv(line->loop), &watch->poll, fd) != 0) {
		free(watch);
		return NULL;
	}
	/* Timers say whether there is something to wait for. */
	uv_unref((uv_handle_t *)&watch->poll);
	return watch;
}

static void
on_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct line *line = arg;

	if (line->watch == NULL && (readable != 0 || writable != 0))
		line->watch = watch_socket(line, fd);
	if (line->watch == NULL)
		return;
	if (readable == 0 && writable == 0) {
		uv_close((uv_handle_t *)&line->watch->poll, free_watch);
		line->watch = NULL;
		return;
	}
	line->watch->events = (readable != 0 ? UV_READABLE : 0) |
			      (writable != 0 ? UV_WRITABLE : 0);
	(void)uv_poll_start(&line->watch->poll, line->watch->events, on_poll);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	struct socket_watch *watch = (struct socket_watch *)poll;
	struct line *line = watch->line;
	bool failed = status < 0;

	line->reads = READS;
	ares_process_fd(line->channel,
	    failed || (events & UV_READABLE) != 0 ? watch->fd : ARES_SOCKET_BAD,
	    failed || (events & UV_WRITABLE) != 0 ? watch->fd
						  : ARES_SOCKET_BAD);
	/* libuv no longer watches a socket with an error; c-ares may go on. */
	if (failed && line->watch == watch)
		(void)uv_poll_start(poll, watch->events, on_poll);
}

/* --- Lines --- */

static bool
set_server(ares_channel channel, const struct line_address *address)
{
	struct ares_addr_port_node node = {
	    .family = address->ip.family == 4 ? AF_INET : AF_INET6,
	    .udp_port = address->port,
	    .tcp_port = address->port,
	};

	memcpy(&node.addr, address->ip.octets,
	    address->ip.family == 4 ? sizeof(node.addr.addr4)
				    : sizeof(node.addr.addr6));
	return ares_set_servers_ports(channel, &node) == ARES_SUCCESS;
}

/*
 * All that c-ares would otherwise read from files or guess is given here. It
 * neither retries nor judges: no server is skipped for its RCODE, truncation
 * is ours to see.
 */
static bool
open_channel(struct line *line, int timeout)
{
	char lookups[] = "b";
	struct ares_options options = {
	    .flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_IGNTC |
		     ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
		     (line->tcp ? ARES_FLAG_USEVC : 0),
	    .timeout = timeout + BACKSTOP,
	    .tries = 1,
	    .ndots = 1,
	    .lookups = lookups,
	    .sock_state_cb = on_state,
	    .sock_state_cb_data = line,
	};

	return ares_init_options(&line->channel, &options,
		   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		       ARES_OPT_NDOTS | ARES_OPT_SERVERS | ARES_OPT_DOMAINS |
		       ARES_OPT_LOOKUPS | ARES_OPT_SORTLIST |
		       ARES_OPT_SOCK_STATE_CB) == ARES_SUCCESS;
}

struct line *
line_new(struct loop *loop, const struct line_address *address, int timeout,
    line_done *done)
{
	struct line *line = mem_alloc(sizeof(*line));

	line->loop = loop;
	line->tcp = address->tcp;
	line->done = done;
	LIST_INIT(&line->sendings);
	if (!open_channel(line, timeout)) {
		line->channel = NULL;
		return line;
	}
	ares_set_socket_functions(line->channel, &socket_functions, line);
	if (!set_server(line->channel, address)) {
		ares_destroy(line->channel);
		line->channel = NULL;
	}
	return line;
}

void
line_free(struct line *line)
{
	if (line->channel != NULL)
		ares_destroy(line->channel);
	free(line);
}

size_t
line_busy(const struct line *line)
{
	return line->busy;
}

bool
line_is_worn(const struct line *line)
{
	return line->worn || line->sent >= LINE_PACKETS_MAX;
}

void
line_wear(struct line *line)
{
	line->worn = true;
}

struct line *
sending_line(const struct sending *sending)
{
	return sending->line;
}

void
line_send(struct line *line, uint8_t *packet, size_t len, struct sending **slot,
    void *arg)
{
	struct sending *sending;

	if (line->channel == NULL) {
		line->done(arg, LINE_REFUSED, NULL, 0);
		return;
	}
	sending = mem_alloc(sizeof(*sending));
	*sending = (struct sending) {.line = line,
	    .slot = slot,
	    .arg = arg,
	    .packet = packet,
	    .len = len,
	    .id = take_id(line)};
	*slot = sending;
	LIST_INSERT_HEAD(&line->sendings, sending, entry);
	line->busy++;
	line->sent++;
	packet[0] = (uint8_t)(sending->id >> 8);
	packet[1] = (uint8_t)(sending->id & 0xff);
	ares_send(line->channel, packet, (int)len, on_reply, sending);
}

void
line_resend(const struct sending *sending)
{
	const struct line *line = sending->line;

	/* c-ares still waits for this ID; what fails here shows when reading.
	 */
	if (line->watch != NULL && !line->tcp)
		(void)send(line->watch->fd, sending->packet, sending->len,
		    MSG_NOSIGNAL);
}
