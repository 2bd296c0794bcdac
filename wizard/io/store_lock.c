#include "wizard/io/store_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "wizard/base/i18n.h"

#define LEAVE_MS 3000 /* what the other session gets for saving */
#define STEP_MS 50

static int64_t
now_ms(clockid_t clock)
{
	struct timespec ts;

	(void)clock_gettime(clock, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* "pts/3", or "-" without a terminal. */
static void
own_terminal(char *ret, size_t size)
{
	char path[64];

	if (ttyname_r(STDIN_FILENO, path, sizeof(path)) != 0 ||
	    strncmp(path, "/dev/", 5) != 0)
		(void)snprintf(path, sizeof(path), "/dev/-");
	(void)snprintf(ret, size, "%s", path + 5);
}

/* Not more than a hint for others: failing to write it does not matter. */
static void
sign(int fd)
{
	char terminal[64];

	own_terminal(terminal, sizeof(terminal));
	if (ftruncate(fd, 0) == 0)
		(void)dprintf(fd, "%ld %s %lld\n", (long)getpid(), terminal,
		    (long long)now_ms(CLOCK_REALTIME));
}

/* How long nobody typed there, as w(1) finds it out. */
static int64_t
idle_ms(const char *terminal)
{
	char path[80];
	struct stat st;

	(void)snprintf(path, sizeof(path), "/dev/%s", terminal);
	if (strstr(terminal, "..") != NULL || stat(path, &st) == -1 ||
	    !S_ISCHR(st.st_mode))
		return 0;
	return now_ms(CLOCK_REALTIME) - (int64_t)st.st_atim.tv_sec * 1000;
}

static void
read_holder(int fd, struct lock_holder *ret)
{
	struct lock_holder holder = {.pid = 0};
	char text[160];
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long long since;

	text[n > 0 ? n : 0] = '\0';
	/* The other one may be about to write it: unknown is not an error. */
	if (sscanf(text, "%ld %63[A-Za-z0-9/.-] %lld", &holder.pid,
		holder.terminal, &since) == 3 &&
	    holder.pid > 0) {
		holder.since = since;
		holder.idle_ms = idle_ms(holder.terminal);
		*ret = holder;
	} else {
		*ret = (struct lock_holder) {.terminal = "-"};
	}
}

/* What a process calls itself; a process without dumps hides all else. */
static bool
read_comm(long pid, char *ret, size_t size)
{
	char path[64];
	ssize_t n;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1)
		return false;
	n = read(fd, ret, size - 1);
	(void)close(fd);
	ret[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* Number reuse must not get a stranger killed. */
static bool
is_this_program(long pid)
{
	char own[32], other[32];

	return read_comm(getpid(), own, sizeof(own)) &&
	       read_comm(pid, other, sizeof(other)) && strcmp(own, other) == 0;
}

/* Asks the holder to leave; the process is pinned before it is looked at. */
static enum err_code
ask_to_leave(const struct lock_holder *holder, struct err *err)
{
	int pidfd = holder->pid > 0 ? pidfd_open((pid_t)holder->pid, 0) : -1;
	enum err_code code = ERR_OK;

	if (pidfd == -1 || !is_this_program(holder->pid))
		code = err_set(err, ERR_LOCKED,
		    _("The session that holds this domain is not on this "
		      "machine or cannot be reached. End it there."));
	else if (pidfd_send_signal(pidfd, SIGTERM, NULL, 0) == -1)
		code = err_sys(err,
		    _("The other session (process %ld) cannot be ended"),
		    holder->pid);
	if (pidfd != -1)
		(void)close(pidfd);
	return code;
}

static bool
try_lock(int fd)
{
	int result;

	do {
		result = flock(fd, LOCK_EX | LOCK_NB);
	} while (result == -1 && errno == EINTR);
	return result == 0;
}

static bool
wait_for_lock(int fd)
{
	int64_t end = now_ms(CLOCK_MONOTONIC) + LEAVE_MS;

	while (!try_lock(fd)) {
		if (now_ms(CLOCK_MONOTONIC) > end)
			return false;
		(void)poll(NULL, 0, STEP_MS);
	}
	return true;
}

static enum err_code
acquire(int fd, bool take_over, struct lock_holder *ret_holder, struct err *err)
{
	if (try_lock(fd))
		return ERR_OK;
	read_holder(fd, ret_holder);
	if (!take_over)
		return err_set(err, ERR_LOCKED,
		    _("This domain is open in another session (%s, process "
		      "%ld)."),
		    ret_holder->terminal, ret_holder->pid);
	if (ask_to_leave(ret_holder, err) != ERR_OK)
		return err->code;
	if (!wait_for_lock(fd))
		return err_set(err, ERR_LOCKED,
		    _("The other session (process %ld) was asked to leave but "
		      "has not done so in three seconds. Try again."),
		    ret_holder->pid);
	return ERR_OK;
}

enum err_code
store_lock(int dir, bool take_over, int *ret_fd, struct lock_holder *ret_holder,
    struct err *err)
{
	int fd = openat(
	    dir, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd == -1)
		return err_sys(
		    err, _("The lock of this domain cannot be made"));
	if (acquire(fd, take_over, ret_holder, err) != ERR_OK) {
		(void)close(fd);
		return err->code;
	}
	sign(fd);
	*ret_fd = fd;
	return ERR_OK;
}
