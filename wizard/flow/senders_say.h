/* What is said of a sender: where it was seen, who it is, what it needs. */
#ifndef FLOW_SENDERS_SAY_H
#define FLOW_SENDERS_SAY_H

#include "wizard/flow/decisions.h"

/* Where senders are noticed. */
struct sender_place {
	enum sender_seen bit;
	const char *id;   /* stable: "spf" */
	const char *text; /* N_(): "your SPF record" */
};
extern const struct sender_place sender_place_table[];
extern const size_t sender_place_count;

/* "ours", "not-ours", "later", "undecided". */
const char *sender_mark_word(enum sender_mark mark);

/* What is known of the domain it is about. */
struct senders_scene {
	const char *domain;
	const struct facts *facts; /* NULL: nothing yet */
	const struct templates *templates;
};

/* What the user calls it: a service, an address, a term. */
const char *senders_name(struct arena *arena, const struct sender *sender);

/* Beside that: its term, whose it is, or what it calls itself; "" nothing. */
const char *senders_about(struct arena *arena,
    const struct senders_scene *scene, const struct sender *sender);

/* "this server (eth0), MX"; translated. */
const char *senders_seen(struct arena *arena,
    const struct senders_scene *scene, const struct sender *sender);

/* Sentences; in the arena. */
struct sentences {
	const char **line;
	size_t count;
};

/* Who it is by DNS and SPF, and what it needs when it is a service. */
void senders_say(struct arena *arena, const struct senders_scene *scene,
    const struct sender *sender, struct sentences *ret);

/* The same of a service that could be added. */
void senders_say_service(struct arena *arena,
    const struct senders_scene *scene,
    const struct sender_template *service, struct sentences *ret);

#endif
