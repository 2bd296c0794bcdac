#include "wizard/flow/sts.h"

#include <inttypes.h>
#include <string.h>

#include "wizard/base/i18n.h"

/* Seconds; short while it is tried, long enough to protect later. */
#define TESTING_AGE 86400
#define ENFORCE_AGE 1209600
#define ENFORCE_AGE_MIN 604800

#define ID_LEN     16 /* digits of 64 bits */
#define HEX_DIGITS "0123456789abcdef"

/* --- What stands against "enforce" --------------------------------------------- */

static const char *
address_refusal(struct arena *arena, const struct tls_address *at)
{
	const struct mail_server *server = at->server;

	if (server->status != SERVER_SECURED || server->outdated)
		return arena_printf(arena,
		    _("not yet: %s does not encrypt as senders want it"),
		    at->name);
	if (!server->named || server->distrust[0] != '\0')
		return arena_printf(arena,
		    _("not yet: senders do not trust the certificate of %s"),
		    at->name);
	return NULL;
}

/* Of two families one may be out of reach from here: the other one counts. */
static const char *
host_refusal(struct arena *arena, const struct tls_host *host)
{
	const char *why = NULL;
	size_t met = 0;

	if (host->addresses == 0)
		return _("not yet: the mail servers were not asked for their "
			 "certificates");
	for (size_t i = 0; why == NULL && i < host->addresses; i++) {
		if (host->address[i].server->status < SERVER_PLAIN)
			continue;
		met++;
		why = address_refusal(arena, &host->address[i]);
	}
	return met > 0 ? why
		       : arena_printf(arena,
			     _("not yet: %s could not be asked"), host->host);
}

const char *
sts_refusal(struct arena *arena, const struct facts *facts)
{
	const struct tls_facts *tls = &facts->tls;

	if (tls->policy == NULL)
		return _("not yet: first comes testing, for two weeks");
	for (size_t i = 0; i < tls->hosts; i++) {
		const char *why = host_refusal(arena, &tls->host[i]);

		if (why != NULL)
			return why;
	}
	return NULL;
}

/* --- The policy ----------------------------------------------------------------- */

/* What others read of it today; NULL: nothing that they would understand. */
static const struct mtasts_policy *
policy_there(const struct facts *f)
{
	const struct mtasts_policy *policy = f->tls.policy;

	return policy != NULL && policy->versioned &&
		policy->mode != MTASTS_NO_MODE &&
		policy->mode != MTASTS_BAD_MODE && policy->max_age >= 0
	    ? policy
	    : NULL;
}

static enum mtasts_mode
mode_of(struct arena *arena, const struct facts *f, const struct decisions *d)
{
	const struct mtasts_policy *there = policy_there(f);

	if ((d->extras & EXTRA_ENFORCE) != 0 && sts_refusal(arena, f) == NULL)
		return MTASTS_ENFORCE;
	/* A policy of mode none takes MTA-STS back: that is not undone unasked. */
	if (there != NULL &&
	    (there->mode != MTASTS_NONE || (d->extras & EXTRA_MTASTS) == 0))
		return there->mode;
	return MTASTS_TESTING;
}

static int64_t
age_of(const struct mtasts_policy *there, enum mtasts_mode mode)
{
	bool steady = mode == MTASTS_ENFORCE;

	if (there != NULL && there->mode == mode &&
	    (mode == MTASTS_NONE ||
		there->max_age >= (steady ? ENFORCE_AGE_MIN : TESTING_AGE)))
		return there->max_age;
	return steady ? ENFORCE_AGE : TESTING_AGE;
}

static void
add_pattern(struct arena *arena, struct mtasts_policy *policy, const char *mx)
{
	if (policy->mxs == MTASTS_MX_MAX)
		return;
	policy->mx =
	    arena_push(arena, policy->mx, &policy->mxs, sizeof(*policy->mx));
	policy->mx[policy->mxs - 1] = mx;
}

/*
 * Patterns that no mail server has stay: they may be of one that is about to
 * come, section 8.1.
 */
static void
add_patterns(struct arena *arena, struct mtasts_policy *policy,
    const struct facts *f, const struct mtasts_policy *there)
{
	for (size_t i = 0; there != NULL && i < there->mxs; i++)
		add_pattern(arena, policy, there->mx[i]);
	for (size_t i = 0; i < f->mxs; i++)
		if (!f->mx[i].is_null && dname_is_hostname(f->mx[i].host) &&
		    !mtasts_policy_matches(policy, f->mx[i].host))
			add_pattern(arena, policy, f->mx[i].host);
}

static uint64_t
hash_more(uint64_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211U;
	return hash;
}

/*
 * FNV-1a, 64 bits, over what it says in a fixed order: one policy has one id
 * whenever it is asked for, in whatever order the mail servers were answered,
 * and without a clock. Senders only compare it with the one that they have seen
 * last.
 */
static const char *
id_of(struct arena *arena, const struct mtasts_policy *policy)
{
	const char **line;
	size_t lines = mtasts_policy_lines(arena, policy, &line);
	uint64_t hash = 14695981039346656037U;

	for (size_t i = 0; i < lines; i++)
		hash = hash_more(hash_more(hash, line[i]), "\n");
	return arena_printf(arena, "%0*" PRIx64, ID_LEN, hash);
}

/* Does it look like one of these? */
static bool
is_made_here(struct slice id)
{
	size_t digits = 0;

	while (digits < id.len && strchr(HEX_DIGITS, id.ptr[digits]) != NULL)
		digits++;
	return id.len == ID_LEN && digits == ID_LEN;
}

bool
sts_keeps_id(const struct mtasts_record *record, const struct policy_file *file)
{
	return !is_made_here(record->id) || slice_is(record->id, file->id);
}

const struct policy_file *
sts_policy(struct arena *arena, const struct facts *facts,
    const struct decisions *decisions)
{
	const struct mtasts_policy *there = policy_there(facts);
	struct policy_file *file = arena_alloc(arena, sizeof(*file));
	struct mtasts_policy policy = {
	    .mode = mode_of(arena, facts, decisions)};

	policy.max_age = age_of(there, policy.mode);
	add_patterns(arena, &policy, facts, there);
	file->text = mtasts_policy_print(arena, &policy);
	file->id = id_of(arena, &policy);
	file->url = arena_printf(arena, "https://%s/.well-known/mta-sts.txt",
	    facts->tls.sts_host);
	file->served = there != NULL && facts->tls.policy->faults == 0 &&
	    mtasts_policy_same(there, &policy);
	return file;
}
