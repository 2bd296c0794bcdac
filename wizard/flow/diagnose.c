#include "wizard/flow/diagnose.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/check/inspect.h"
#include "wizard/flow/bounce_say.h"
#include "wizard/flow/diagnosing.h"

const char *
key_now_word(enum key_now key)
{
	static const char *const words[] = {
	    [KEY_NOT_KNOWN] = NULL,
	    [KEY_MISSING] = "missing",
	    [KEY_UNUSABLE] = "unusable",
	    [KEY_THERE] = "published",
	};

	return words[key];
}

/* --- Whose mail it was -------------------------------------------------------- */

/* Could the DNS know it? "web1.localdomain" and the like cannot. */
const char *
diagnosing_public(const char *name)
{
	static const char *const local[] = {
	    "localdomain", "localhost", "local", "internal", "lan"};

	if (name == NULL || inspect_registrable(name) == NULL)
		return NULL;
	for (size_t i = 0; i < COUNT_OF(local); i++)
		if (dname_is_within(name, local[i]))
			return NULL;
	return name;
}

static const char *
domain_part(const char *address)
{
	const char *at = address == NULL ? NULL : strrchr(address, '@');

	return at == NULL || at[1] == '\0' ? NULL : at + 1;
}

const char *
diagnose_domain(const struct bounce *b)
{
	const char *names[] = {b->identity == BOUNCE_FROM ? b->domain : NULL,
	    b->from, b->domain, domain_part(b->return_path)};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (diagnosing_public(names[i]) != NULL)
			return names[i];
	return NULL;
}

/* What is refused as the envelope's is; a name in From may be another. */
const char *
diagnose_sender(struct arena *arena, const struct bounce *b)
{
	bool is_envelope = b->identity == BOUNCE_ENVELOPE ||
	    b->identity == BOUNCE_HELO;

	if (is_envelope && b->domain != NULL &&
	    (domain_part(b->return_path) == NULL ||
		!dname_equal(domain_part(b->return_path), b->domain)))
		return arena_printf(arena, "postmaster@%s", b->domain);
	if (domain_part(b->return_path) != NULL)
		return b->return_path;
	return b->domain == NULL
	    ? NULL
	    : arena_printf(arena, "postmaster@%s", b->domain);
}

/* --- What is published now ---------------------------------------------------- */

/* A pending answer says nothing yet, a failed one never will. */
static bool
is_answered(struct diagnosis *d, const struct dns_answer *answer)
{
	if (answer == NULL)
		return false;
	d->pending |= answer->status == DNS_PENDING;
	return dns_is_answered(answer->status);
}

static void
judge_spf(const struct diagnosing *g, const char *sender)
{
	const char *helo =
	    g->facts->helo[0] != '\0' ? g->facts->helo : g->d->envelope;
	struct spf_source source = spf_source_of(g->facts->inquiry);
	struct spf_query query = {
	    .ip = g->bounce->ip, .helo = helo, .mail_from = sender};

	if (g->bounce->ip.family == 0 || diagnosing_public(g->d->envelope) == NULL)
		return;
	g->d->outcome = spf_evaluate(g->arena, &source, &query);
	if (g->d->outcome->pending)
		g->d->pending = true;
	else if (g->d->outcome->result != SPF_TEMPERROR)
		g->d->spf = spf_result_word(g->d->outcome->result);
}

static enum key_now
key_of(struct diagnosis *d, const struct selector_facts *s)
{
	if (!is_answered(d, s->answer))
		return KEY_NOT_KNOWN;
	if (s->record == NULL)
		return s->records > 0 ? KEY_UNUSABLE : KEY_MISSING;
	return dkim_is_usable(s->record) ? KEY_THERE : KEY_UNUSABLE;
}

/* Of the selector that is named; of none that is, the best that was found. */
static void
judge_key(const struct diagnosing *g)
{
	const char *named = g->bounce->selector;
	enum key_now best = KEY_NOT_KNOWN;

	for (size_t i = 0; i < g->facts->selectors; i++) {
		const struct selector_facts *s = &g->facts->selector[i];
		enum key_now key;

		if (named != NULL && !dname_equal(s->name, named))
			continue;
		key = key_of(g->d, s);
		best = key > best ? key : best;
	}
	g->d->key = best;
}

static void
judge_dmarc(const struct diagnosing *g)
{
	const struct dmarc_step *found = g->facts->dmarc_found;

	if (found != NULL) {
		g->d->dmarc =
		    dmarc_policy_word(dmarc_policy_of(found->record));
		return;
	}
	for (size_t i = 0; i < g->facts->dmarcs; i++)
		if (!is_answered(g->d, g->facts->dmarc[i].answer))
			return;
	g->d->dmarc = "missing";
}

static void
judge_alignment(const struct diagnosing *g)
{
	const struct facts *f = g->facts;
	bool strict = f->dmarc_found != NULL &&
	    f->dmarc_found->record->strict_spf;
	struct identified from = {f->domain, f->org_domain};
	struct identified other = {g->d->envelope, NULL};

	g->d->aligned = ALIGNED_NO;
	if (diagnosing_public(g->d->envelope) == NULL)
		return;
	if (!strict && !dname_equal(g->d->envelope, f->domain))
		other.organization =
		    inspect_dmarc(g->arena, f->inquiry, g->d->envelope)
			->org_domain;
	g->d->aligned = alignment_of(from, other, strict);
}

/* --- What is said about it ---------------------------------------------------- */

static void
compare(const struct diagnosing *g)
{
	const struct bounce *b = g->bounce;
	const struct diagnosis *d = g->d;
	const struct change_since since[CHANGES_SINCE] = {
	    {"SPF", b->spf, d->spf},
	    {"DKIM", b->dkim, key_now_word(d->key)},
	    {"DMARC",
		b->dmarc != NULL || b->cause != BOUNCE_DMARC_MISSING
		    ? b->dmarc
		    : "missing",
		d->dmarc},
	};

	memcpy(g->d->since, since, sizeof(since));
}

/* Without a date nothing is before or after it. */
static void
collect_entered(const struct diagnosing *g)
{
	const struct diagnose_input *in = g->in;

	for (size_t i = 0; i < in->changes && i < CHANGES_MAX; i++)
		if (g->bounce->sent != 0 &&
		    in->change[i].op != CHANGE_KEEP &&
		    in->change[i].entered > g->bounce->sent)
			g->d->entered[g->d->entereds++] = &in->change[i];
}

static void
add_check(struct diagnosis *d, const struct check *check)
{
	if (check == NULL || d->checks == DIAGNOSIS_CHECKS_MAX)
		return;
	for (size_t i = 0; i < d->checks; i++)
		if (d->check[i] == check)
			return;
	d->check[d->checks++] = check;
}

/* What is about messages cannot be found in the DNS, but may hold. */
static bool
explains(const struct diagnosing *g, const char *id)
{
	return diagnosing_finds(g, id) || strncmp(id, "MSG-", 4) == 0;
}

static void
add_checks(const struct diagnosing *g, const char *ids)
{
	struct slice rest = slice_of(ids), part;

	while (slice_next(&rest, ' ', &part)) {
		const char *id = arena_copy_slice(g->arena, part);

		if (explains(g, id))
			add_check(g->d, check_find(id));
	}
}

/* Those of the story first; those of the refusal when they hold now. */
static void
collect_checks(const struct diagnosing *g)
{
	const struct bounce_template *row =
	    g->bounce->reasons == 0 ? NULL : g->bounce->reason[0].row;

	if (g->d->accepted == ACCEPTED_YES)
		return;
	if (g->d->story != NULL)
		add_checks(g, g->d->story->checks);
	if (row != NULL)
		add_checks(g, row->checks);
}

static void
conclude(const struct diagnosing *g)
{
	struct diagnosis *d = g->d;

	diagnosing_accept(g);
	d->story = d->pending ? NULL : diagnosing_story(g);
	if (d->story != NULL && d->story->remedy != NULL)
		d->first = _(d->story->remedy);
	else if (g->bounce->reasons > 0)
		d->first = bounce_remedy(&g->bounce->reason[0]);
	compare(g);
	collect_entered(g);
	collect_checks(g);
	diagnosing_advise(g);
}

void
diagnose(struct arena *arena, const struct diagnose_input *input,
    struct diagnosis *ret)
{
	struct diagnosing g = {
	    .arena = arena,
	    .in = input,
	    .bounce = input->bounce,
	    .facts = input->facts,
	    .d = ret,
	};
	const char *sender = diagnose_sender(arena, input->bounce);

	memset(ret, 0, sizeof(*ret));
	ret->bounce = input->bounce;
	ret->domain = diagnose_domain(input->bounce);
	ret->envelope = domain_part(sender);
	ret->pending = !input->facts->complete;
	judge_spf(&g, sender);
	judge_key(&g);
	judge_dmarc(&g);
	judge_alignment(&g);
	conclude(&g);
}

/* --- For the stories ---------------------------------------------------------- */

static bool
is_one_of(enum bounce_cause cause, const enum bounce_cause *set, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cause == set[i])
			return true;
	return false;
}

bool
diagnosing_is_spf(const struct diagnosing *g)
{
	static const enum bounce_cause causes[] = {BOUNCE_UNAUTHENTICATED,
	    BOUNCE_SPF, BOUNCE_SPF_RECORD, BOUNCE_DMARC_POLICY,
	    BOUNCE_ALIGNMENT, BOUNCE_IPV6};

	return is_one_of(g->bounce->cause, causes, COUNT_OF(causes));
}

bool
diagnosing_is_dkim(const struct diagnosing *g)
{
	static const enum bounce_cause causes[] = {BOUNCE_UNAUTHENTICATED,
	    BOUNCE_DKIM, BOUNCE_DMARC_POLICY, BOUNCE_ALIGNMENT};

	return is_one_of(g->bounce->cause, causes, COUNT_OF(causes)) &&
	    (g->bounce->dkim == NULL || strcmp(g->bounce->dkim, "pass") != 0);
}

bool
diagnosing_passes(const struct diagnosing *g)
{
	return g->d->spf != NULL && strcmp(g->d->spf, "pass") == 0;
}

bool
diagnosing_finds(const struct diagnosing *g, const char *ids)
{
	struct slice rest = slice_of(ids), part;

	while (slice_next(&rest, ' ', &part))
		for (size_t i = 0; i < g->in->findings->count; i++) {
			const struct finding *f = &g->in->findings->finding[i];

			if (slice_is(part, f->check->id) &&
			    (f->severity == SEVERITY_WARNING ||
				f->severity == SEVERITY_ERROR))
				return true;
		}
	return false;
}

const struct address_facts *
diagnosing_address(const struct diagnosing *g)
{
	for (size_t i = 0; i < g->facts->addresses; i++)
		if (ip_equal(&g->facts->address[i].ip, &g->bounce->ip))
			return &g->facts->address[i];
	return NULL;
}
