/*
 * A step of the wizard is a row of steps.c: what it shows, what it does with an
 * event. To add a step: one file, one row, one golden.
 */
#ifndef FLOW_STEP_H
#define FLOW_STEP_H

#include "wizard/flow/bounced.h"
#include "wizard/flow/cost.h"
#include "wizard/flow/decisions.h"
#include "wizard/flow/dkim_own.h"
#include "wizard/flow/examine.h"
#include "wizard/flow/pasted.h"
#include "wizard/flow/plan.h"
#include "wizard/flow/probe.h"
#include "wizard/flow/publish.h"
#include "wizard/flow/recheck.h"
#include "wizard/flow/watch.h"
#include "wizard/flow/when.h"
#include "wizard/flow/wizard.h"

struct step {
	const char *id;    /* stable: state file, goldens */
	int number;        /* 1..10; 0: not one of the numbered steps */
	const char *name;  /* N_(): "Look" */
	const char *help;  /* N_(): the page behind '?' */
	void (*enter)(struct wizard *w); /* NULL: nothing to do */
	void (*view)(const struct wizard *w, struct arena *a, struct view *v);
	enum outcome (*event)(struct wizard *w, const struct event *e);
};

extern const struct step wizard_step_table[];
extern const size_t wizard_step_count;

/* Ids of items that several steps have. */
enum { ITEM_BACK_ID = 1, ITEM_NEXT_ID = 2, ITEM_FIRST_ID = 10 };

#define TYPED_MAX 512

/* What verifying has found out about our keys so far. */
struct proof {
	bool asked;
	struct key_proven {
		const char *selector; /* borrowed from the decisions */
		struct err err; /* why the key does not prove */
		bool good;
	} key[OWN_MAX];
	size_t keys;
};

/* What the step Move lets the user type. */
enum move_field { MOVE_FIELD_NEW, MOVE_FIELD_OLD, MOVE_FIELD_TTL, MOVE_FIELDS };

/* A probe message, from the address to the mail server. */
struct probing {
	struct arena arena; /* of the probe */
	struct probe probe;
	bool asked; /* it is shown, and waits for a yes */
	struct sendmail_job *job;
};

/* A dynamic update that is being looked at. */
struct updating {
	struct publish *publish; /* NULL: its key does not do */
	struct update_key key;
	bool sent; /* somebody said yes */
};

struct wizard {
	const struct services *services;
	const struct step *step;
	struct decisions d;
	bool locked_by_us;
	bool look_only; /* nothing is written */
	bool unsaved;   /* the last attempt to save failed */
	bool ask_address; /* the user wants to be told their own: see facts.h */

	void (*changed)(void *arg);
	void *changed_arg;

	struct arena host_arena;
	const struct host_facts *host; /* NULL: not known yet */

	struct inspect_params params;
	struct inspect_name look_name[PLAN_NAMES_MAX];
	/* Ours, then those only noticed, then that of the bounce. */
	struct ip sender_ip[SENDERS_MAX + MOVING_MAX + 1];
	const char *own_selector[OWN_MAX];
	const char *planned_selector[2];
	const char *noted_selector[NOTED_MAX];
	const char *old_selector[OWN_MAX];
	char bounce_sender[DNAME_MAX + 321];
	const char *service_selector[SENDERS_MAX];
	struct dmarc_past past;
	char second_selector[64]; /* of an Ed25519 key that is to be made */
	struct examine *look;  /* of the authority: what is published now */
	struct examine *proof_look; /* of the resolvers: what others see */
	struct cost *cost; /* of the proposed SPF record */

	struct arena plan_arena;
	struct plan plan;

	struct arena signing_arena;
	struct host_signing signing; /* what signs on this machine already */
	const struct signer_template *signer; /* shown; NULL: not chosen yet */
	struct key_job *key_job;
	int64_t key_started; /* ticks */
	struct updating update;
	struct watch *watch;
	size_t wait_page; /* of its grid; after the last one comes the first */
	struct proof proof;
	struct inspect_params proof_params;
	struct pasted pasted; /* the message that is to prove it */
	struct paste_of_bounce bounce; /* what came back */
	struct probing probing;
	struct { /* see move_fields.h */
		char field[MOVE_FIELDS][TYPED_MAX];
		bool open;
	} moving;
	bool to_move; /* the domain is opened for its move */

	struct arena list_arena;
	struct store_item *known; /* the Start screen's list */
	size_t knowns;
	struct recheck *recheck; /* of these; NULL: not on the Start screen */
	struct lock_holder holder;

	char typed[TYPED_MAX]; /* the field of Domain, and of Senders */
	enum mail_use use;     /* chosen, but not decided yet */
	size_t chosen;         /* the record that is compared */
	struct buf held;       /* what a clipboard or a panel holds of it */
	char fetch[700];       /* fetches the files that were written; "" */
	bool ask_servers;      /* for their certificates */
	bool may_replace;      /* files that are there and differ */
	char message[400];
	enum role message_role;
	int focus;
	struct timer *save_timer;
};

/* --- For the steps ---------------------------------------------------------- */

/* Goes to a step and enters it; saves. */
enum outcome wizard_go(struct wizard *w, const char *id);
const struct step *wizard_find_step(const char *id);

/* The line above the footer, until the next event. */
void wizard_say(struct wizard *w, enum role role, const char *fmt, ...)
    PRINTFLIKE(3, 4);

/* Saves within a second: for text that is being typed. */
void wizard_save_soon(struct wizard *w);
void wizard_journal(struct wizard *w, const char *fmt, ...) PRINTFLIKE(2, 3);

/* Opens a domain: loads or begins its decisions, takes its lock. */
enum outcome wizard_open(struct wizard *w, const char *domain);

/* The three ways out of "locked by another session". */
enum outcome wizard_take_over(struct wizard *w);
enum outcome wizard_look_only(struct wizard *w);

/* What is published now; starts the examination when there is none. */
void wizard_look(struct wizard *w);
bool wizard_is_looking(const struct wizard *w); /* more may become known */
void wizard_look_again(struct wizard *w);
const struct facts *wizard_facts(const struct wizard *w); /* NULL: none yet */

/* The bounce that was pasted becomes one of the domain that was opened. */
bool wizard_take_bounce(struct wizard *w);

/* Looks at what the bounce is about as well. */
void wizard_look_at_bounce(struct wizard *w, struct inspect_params *params);

/* The diagnosis asks what the examination did not; true when it did. */
bool wizard_ask_for_bounce(struct wizard *w, struct examine *look,
    const struct inspect_params *params);

/* false: there is no bounce, or nothing is known yet. */
bool wizard_diagnose(const struct wizard *w, struct arena *a,
    struct examine *look, struct diagnosis *ret);

/* Makes the plan anew from facts and decisions. */
void wizard_plan(struct wizard *w);

void wizard_changed(void *wizard); /* a callback: tells the face */
int64_t wizard_now(const struct wizard *w);

/* Was the way back, or the way on, taken by key or by button? */
bool step_wants_back(const struct event *e);
bool step_wants_next(const struct event *e);

/* < Back > < Continue > at the end of a form. */
void step_buttons(struct arena *a, struct view *v);

/* A numbered row of a menu: Enter on it chooses it. */
void step_menu_row(struct arena *a, struct view *v, int id, int number,
    const char *label);

/* Are there a key for dynamic updates and something to be sent? */
bool update_is_offered(const struct wizard *w);

/* Forgets the update; what is under way may be done all the same. */
void update_stop(struct wizard *w);

/* Ends the sending of a probe; what was taken over is sent all the same. */
void probe_stop(struct wizard *w);

/* Clips and escapes what came from outside. */
const char *step_safe(struct arena *a, struct slice untrusted);

/* The look is complete: notes how far a move is, when there is one. */
void move_looked(struct wizard *w);

/* Practice: the simulated panel enters it. */
void step_practise(struct wizard *w, const struct change *change);

/*
 * Writes the records to the user's home, for people and for BIND. What is there
 * and differs is replaced when it is called once more in the same step.
 */
void step_write_files(
    struct wizard *w, const struct change *changes, size_t count);

/* The policy of MTA-STS, for the web server; as step_write_files(). */
void step_write_policy(struct wizard *w);

/* Is it one mail address, as reports can go to? */
bool step_is_address(const char *text);

/* How the files come to the computer on which the panel is open. */
void step_view_fetch(const struct wizard *w, struct arena *a, struct view *v);

/* A value on one line: its beginning, and how long it is when it is cut. */
const char *step_brief(struct arena *a, const char *value, size_t columns);

/* How the bounce stands now, in the cells of a row, with what to do below. */
void step_bounce_row(
    struct arena *a, struct item *item, const struct diagnosis *d);

/* The zone that owner names are shown relative to. */
const char *step_zone(const struct wizard *w);
const struct zone_facts *step_zone_facts(const struct wizard *w); /* or NULL */

#endif
