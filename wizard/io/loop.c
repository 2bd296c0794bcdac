#include "wizard/io/loop.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <time.h>

#include "wizard/base/mem.h"

/* Every object of ours begins with its libuv handle: closing it frees it. */
struct timer {
	uv_timer_t handle;
	void (*fn)(void *arg);
	void *arg;
};

struct watch {
	uv_poll_t handle;
	void (*readable)(void *arg, bool hangup);
	void *arg;
};

struct signal_watch {
	uv_signal_t handle;
	void (*fn)(void *arg);
	void *arg;
};

struct work {
	uv_work_t request;
	TAILQ_ENTRY(work) entry;
	struct loop *loop;
	void (*work)(void *arg);
	void (*done)(void *arg, bool cancelled);
	void *arg;
	bool cancelled;
};

struct post {
	TAILQ_ENTRY(post) entry;
	struct loop *loop;
	unsigned long turn; /* of the loop when it was posted */
	void (*fn)(void *arg);
	void *arg;
};

struct loop {
	uv_loop_t uv;
	uv_idle_t idle; /* active while something is posted */
	TAILQ_HEAD(, post) posts;
	TAILQ_HEAD(, work) works;
	unsigned long turn;
};

static void
release(uv_handle_t *handle)
{
	free(handle);
}

static void
close_handle(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, release);
}

static void
drop_post(struct post *post)
{
	TAILQ_REMOVE(&post->loop->posts, post, entry);
	free(post);
}

/* What is posted meanwhile waits for the next turn, or a turn could last. */
static void
run_posts(uv_idle_t *idle)
{
	struct loop *loop = idle->data;
	unsigned long turn = loop->turn++;
	struct post *post;

	while (
	    (post = TAILQ_FIRST(&loop->posts)) != NULL && post->turn <= turn) {
		void (*fn)(void *) = post->fn;
		void *arg = post->arg;

		drop_post(post);
		fn(arg);
	}
	if (TAILQ_EMPTY(&loop->posts))
		(void)uv_idle_stop(idle);
}

struct post *
loop_post(struct loop *loop, void (*fn)(void *arg), void *arg)
{
	struct post *post = mem_alloc(sizeof(*post));

	*post = (struct post) {
	    .loop = loop, .turn = loop->turn, .fn = fn, .arg = arg};
	TAILQ_INSERT_TAIL(&loop->posts, post, entry);
	if (!uv_is_closing((uv_handle_t *)&loop->idle))
		(void)uv_idle_start(&loop->idle, run_posts);
	return post;
}

void
loop_unpost(struct post *post)
{
	if (post != NULL)
		drop_post(post);
}

struct loop *
loop_new(void)
{
	struct loop *loop = mem_alloc(sizeof(*loop));

	/* Fails only when the system has no descriptor or memory left. */
	if (uv_loop_init(&loop->uv) != 0)
		abort();
	(void)uv_loop_configure(&loop->uv, UV_METRICS_IDLE_TIME);
	(void)uv_idle_init(&loop->uv, &loop->idle);
	loop->idle.data = loop;
	TAILQ_INIT(&loop->posts);
	TAILQ_INIT(&loop->works);
	return loop;
}

static void
close_leftover(uv_handle_t *handle, void *arg)
{
	struct loop *loop = arg;

	if (handle == (uv_handle_t *)&loop->idle)
		uv_close(handle, NULL);
	else
		close_handle(handle);
}

void
loop_free(struct loop *loop)
{
	struct work *work;
	struct post *post;
	bool closed;

	if (loop == NULL)
		return;
	for (work = TAILQ_FIRST(&loop->works); work != NULL;
	     work = TAILQ_NEXT(work, entry))
		loop_work_cancel(work);
	uv_walk(&loop->uv, close_leftover, loop);
	(void)uv_run(&loop->uv, UV_RUN_DEFAULT);
	while ((post = TAILQ_FIRST(&loop->posts)) != NULL)
		drop_post(post);
	/* Not so when something was opened while the loop was closing. */
	closed = uv_loop_close(&loop->uv) == 0;
	assert(closed);
	(void)closed;
	free(loop);
}

bool
loop_turn(struct loop *loop)
{
	return uv_run(&loop->uv, UV_RUN_ONCE) != 0;
}

uint64_t
loop_waited(struct loop *loop)
{
	return uv_metrics_idle_time(&loop->uv);
}

uv_loop_t *
loop_uv(struct loop *loop)
{
	return &loop->uv;
}

static int64_t
clock_now(void *self)
{
	struct timespec now;

	(void)self;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t
clock_ticks(void *self)
{
	(void)self;
	return (int64_t)(uv_hrtime() / 1000000);
}

static void
on_timer(uv_timer_t *handle)
{
	struct timer *timer = (struct timer *)handle;

	close_handle((uv_handle_t *)handle);
	timer->fn(timer->arg);
}

void
loop_start_timer(uv_timer_t *timer, uv_timer_cb fn, int64_t ms)
{
	uv_update_time(uv_handle_get_loop((uv_handle_t *)timer));
	/* It fails only for handles that are being closed. */
	(void)uv_timer_start(timer, fn, ms < 0 ? 0 : (uint64_t)ms, 0);
}

static struct timer *
clock_after(void *self, int64_t ms, void (*fn)(void *arg), void *arg)
{
	struct loop *loop = self;
	struct timer *timer = mem_alloc(sizeof(*timer));

	timer->fn = fn;
	timer->arg = arg;
	(void)uv_timer_init(&loop->uv, &timer->handle);
	loop_start_timer(&timer->handle, on_timer, ms);
	return timer;
}

static void
clock_stop(void *self, struct timer *timer)
{
	(void)self;
	if (timer != NULL)
		close_handle((uv_handle_t *)&timer->handle);
}

struct clock_service
loop_clock(struct loop *loop)
{
	return (struct clock_service) {
	    .self = loop,
	    .now = clock_now,
	    .ticks = clock_ticks,
	    .after = clock_after,
	    .stop = clock_stop,
	};
}

static void
on_readable(uv_poll_t *handle, int status, int events)
{
	struct watch *watch = (struct watch *)handle;

	watch->readable(
	    watch->arg, status < 0 || (events & UV_DISCONNECT) != 0);
}

struct watch *
loop_watch(struct loop *loop, int fd, void (*readable)(void *arg, bool hangup),
    void *arg)
{
	struct watch *watch = mem_alloc(sizeof(*watch));
	int flags = fcntl(fd, F_GETFL);

	watch->readable = readable;
	watch->arg = arg;
	if (uv_poll_init(&loop->uv, &watch->handle, fd) != 0) {
		free(watch);
		return NULL;
	}
	/*
	 * libuv has made it non-blocking; but a terminal is shared with the
	 * standard output and with the shell that will be there after us.
	 */
	(void)fcntl(fd, F_SETFL, flags);
	(void)uv_poll_start(
	    &watch->handle, UV_READABLE | UV_DISCONNECT, on_readable);
	return watch;
}

void
loop_unwatch(struct watch *watch)
{
	if (watch != NULL)
		close_handle((uv_handle_t *)&watch->handle);
}

static void
on_signal(uv_signal_t *handle, int signo)
{
	struct signal_watch *watch = (struct signal_watch *)handle;

	(void)signo;
	watch->fn(watch->arg);
}

void
loop_signal(struct loop *loop, int signo, void (*fn)(void *arg), void *arg)
{
	struct signal_watch *watch = mem_alloc(sizeof(*watch));

	watch->fn = fn;
	watch->arg = arg;
	(void)uv_signal_init(&loop->uv, &watch->handle);
	(void)uv_signal_start(&watch->handle, on_signal, signo);
	uv_unref((uv_handle_t *)&watch->handle);
}

static void
run_work(uv_work_t *request)
{
	struct work *work = (struct work *)request;

	work->work(work->arg);
}

static void
work_done(uv_work_t *request, int status)
{
	struct work *work = (struct work *)request;

	TAILQ_REMOVE(&work->loop->works, work, entry);
	work->done(work->arg, work->cancelled || status != 0);
	free(work);
}

struct work *
loop_work(struct loop *loop, void (*work)(void *arg),
    void (*done)(void *arg, bool cancelled), void *arg)
{
	struct work *job = mem_alloc(sizeof(*job));

	job->loop = loop;
	job->work = work;
	job->done = done;
	job->arg = arg;
	TAILQ_INSERT_TAIL(&loop->works, job, entry);
	(void)uv_queue_work(&loop->uv, &job->request, run_work, work_done);
	return job;
}

void
loop_work_cancel(struct work *work)
{
	if (work == NULL)
		return;
	work->cancelled = true;
	/* Busy when a thread has begun it: then it ends as cancelled later. */
	(void)uv_cancel((uv_req_t *)&work->request);
}
