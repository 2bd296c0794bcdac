/* For the files that make up the stage: what is on it. */
#ifndef TESTS_UNIT_FLOW_STAGE_CORE_H
#define TESTS_UNIT_FLOW_STAGE_CORE_H

#include "tests/unit/flow/stage.h"
#include "wizard/record/zonefile.h"

/* Something that is to happen: a timer, or the end of some work. */
struct event_to_come {
	struct event_to_come *next; /* the soonest first */
	int64_t at;  /* ticks */
	bool is_work; /* stage_run waits for it */
	void (*happen)(struct stage *stage, struct event_to_come *event);
	union {
		struct {
			void (*fn)(void *arg);
			void *arg;
		} timer;
		struct {
			struct arena *arena;
			struct dns_answer *answer;
			dns_done *done;
			void *arg;
		} lookup;
		struct {
			struct key_info info;
			struct err err;
			key_done *done;
			void *arg;
		} key;
		struct {
			struct spf_verdict verdict;
			spf_done *done;
			void *arg;
		} spf;
		struct {
			void (*done)(void *arg, const struct host_facts *facts);
			void *arg;
		} host;
		struct {
			size_t count;
			mail_done *done;
			void *arg;
		} mail;
		struct {
			sendmail_done *done;
			void *arg;
		} sendmail;
		struct {
			update_done *done;
			void *arg;
		} update;
	} what;
};

struct failure {
	struct ip server; /* family 0: any */
	const char *suffix;
	enum dns_status status;
};

struct zone_copy {
	struct ip server; /* family 0: of everybody else */
	struct zone zone;
};

struct scripted_verdict {
	struct ip ip;
	const char *mail_from; /* NULL: any */
	enum spf_result result;
};

struct kept {
	char *domain;
	struct arena arena;
	struct entries entries;
	int64_t saved;
};

struct written_file {
	const char *name;
	const char *text;
};

struct stage_key {
	const char *path;
	enum dkim_key_type type;
};

struct stage {
	struct services services;
	struct arena arena; /* of what lives as long as the stage */
	struct event_to_come *events;
	int64_t ticks;
	int64_t clock_set; /* ms by which the wall clock was set */
	struct zone_copy *zone;
	size_t zones;
	struct failure *failure;
	size_t failures;
	struct stage_question *question;
	size_t questions;
	struct scripted_verdict *verdict;
	size_t verdicts;
	size_t spf_asked;
	bool spf_dies;
	const struct host_facts *host;
	struct host_signing signing;
	struct stage_key *key;
	size_t keys;
	size_t keys_made;
	enum err_code key_failure;
	struct kept **kept;
	size_t kepts;
	struct kept **note; /* "0 example.jp": of that kind, of that domain */
	size_t notes;
	size_t saves;
	size_t journal_lines;
	bool saving_fails;
	bool held_by_another;
	bool locked;
	struct written_file *file;
	size_t files;
	unsigned mail_faults;
	bool no_sendmail;
	enum err_code sendmail_failure;
	const char *sent, *received;
	struct update_result update_result;
	size_t updates;
	const char *update_lines;
};

struct event_to_come *stage_soon(struct stage *stage, int64_t ms, bool is_work,
    void (*happen)(struct stage *stage, struct event_to_come *event));

/* It will not happen; fails when it has happened or was dropped before. */
void stage_drop(struct stage *stage, struct event_to_come *event);

void stage_set_dns(struct stage *stage);
void stage_set_work(struct stage *stage);  /* keys, SPF, this machine */
void stage_set_store(struct stage *stage); /* and files */
void stage_set_mail(struct stage *stage);
void stage_set_update(struct stage *stage);  /* verifying, sending */
void stage_release_store(struct stage *stage);

#endif
