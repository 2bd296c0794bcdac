/* Giving up every right that judging a sender does not need. */
#ifndef HELPER_SANDBOX_H
#define HELPER_SANDBOX_H

/*
 * After this the process can read its input, write its output, allocate a
 * little memory and end; anything else ends it by SIGSYS. NULL on success, else
 * what could not be given up: the caller must not go on. Builds with sanitizers
 * have no filter and no memory limit, for the sanitizers need more.
 */
const char *sandbox_enter(void);

/* "seccomp filter", or "no filter" in a build with sanitizers. */
const char *sandbox_kind(void);

#endif
