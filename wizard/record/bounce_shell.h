/*
 * What mail servers put around the receiver's words: who was asked, at which
 * command, on whose behalf.
 */
#ifndef RECORD_BOUNCE_SHELL_H
#define RECORD_BOUNCE_SHELL_H

#include "wizard/record/bounce.h"
#include "wizard/record/bounce_stream.h"

#define SHELL_STAGES_MAX 64
#define SHELL_HOSTS_MAX 16

struct bounce_shell {
	struct {
		size_t at; /* place in the stream */
		enum bounce_stage stage;
	} mark[SHELL_STAGES_MAX];
	size_t marks;
	struct ip host_ip[SHELL_HOSTS_MAX]; /* of those that answered */
	size_t host_ips;
	const char *remote;
	const char *recipient, *return_path, *reporting_mta;
	const char *status; /* of a report, in place of the receiver's code */
	const char *logged; /* the same of a log without the receiver's words */
	bool refused; /* a host that answered is named, whatever it said */
};

/*
 * Leaves out the message that a report quotes, or its header, and returns it.
 * Above it the report has begun: where one was forwarded, the same words
 * introduce it.
 */
struct slice bounce_shell_cut_quoted(struct stream *stream);

struct bounce_shell bounce_shell_of(
    struct arena *arena, const struct stream *stream);

/* The stage that is named nearest to a place. */
enum bounce_stage bounce_shell_stage(
    const struct bounce_shell *shell, size_t at);

bool bounce_shell_has_host(
    const struct bounce_shell *shell, const struct ip *ip);

#endif
