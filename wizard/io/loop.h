/*
 * The event loop: the one place where this program waits. Everything made on a
 * loop belongs to it; nothing calls back inside the function that asked.
 */
#ifndef IO_LOOP_H
#define IO_LOOP_H

#include <uv.h>

#include "wizard/flow/services.h"

struct loop;

struct loop *loop_new(void);

/*
 * Drops everything that is still waiting, without calling it; only the work
 * that was given to loop_work ends as cancelled. A job that a thread has begun
 * is waited for. What other modules made on loop_uv must be closed (uv_close)
 * by then.
 */
void loop_free(struct loop *loop);

/* Waits for one round of events and runs it; false: nothing is left to wait
 * for. */
bool loop_turn(struct loop *loop);

/* ns that loop_turn has waited for events; what is slow here is not in it. */
uint64_t loop_waited(struct loop *loop);

/* Real time. Timers and their callbacks are dropped by loop_free. */
struct clock_service loop_clock(struct loop *loop);

/* For those in io who bring a library that has to be driven by libuv. */
uv_loop_t *loop_uv(struct loop *loop);

/*
 * Starts a timer that rings once, ms from now (less than 0: at once). libuv by
 * itself counts from the beginning of the turn, which may be long ago: a user
 * may have thought about a question since.
 */
void loop_start_timer(uv_timer_t *timer, uv_timer_cb fn, int64_t ms);

/*
 * Calls fn on the next turn, in the order of posting. The handle is good until
 * then, for taking it back.
 */
struct post;
struct post *loop_post(struct loop *loop, void (*fn)(void *arg), void *arg);
void loop_unpost(struct post *post); /* NULL is fine */

/*
 * Calls readable whenever fd can be read; hangup: the other side is gone and
 * what is left will be read to the end. The descriptor stays the caller's, and
 * blocking if it was. NULL: a file for which nobody has to wait (a regular
 * one).
 */
struct watch;
struct watch *loop_watch(struct loop *loop, int fd,
    void (*readable)(void *arg, bool hangup), void *arg);
void loop_unwatch(struct watch *watch); /* NULL is fine */

/*
 * Calls fn in the loop whenever the signal arrives, until loop_free. Signals
 * alone do not keep loop_turn waiting.
 */
void loop_signal(
    struct loop *loop, int signo, void (*fn)(void *arg), void *arg);

/*
 * Runs work in a thread, then done in the loop; done is called once whatever
 * happens and is the place to release arg. cancelled: nobody wants the result;
 * work has run or was left out. loop_work_cancel returns at once.
 */
struct work;
struct work *loop_work(struct loop *loop, void (*work)(void *arg),
    void (*done)(void *arg, bool cancelled), void *arg);
void loop_work_cancel(struct work *work); /* before done; NULL is fine */

#endif
