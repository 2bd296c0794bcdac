/* A record of MTA-STS, and a policy: the same octets are tried as both. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dname.h"
#include "wizard/record/mtasts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was understood is written so that it is understood again. */
static void
try_printing(struct arena *arena, const struct mtasts_policy *policy)
{
	const struct mtasts_policy *again;

	if (policy->max_age < 0 || policy->mode == MTASTS_NO_MODE ||
	    policy->mode == MTASTS_BAD_MODE)
		return;
	again = mtasts_policy_parse(
	    arena, slice_of(mtasts_policy_print(arena, policy)));
	require(again->faults == 0 && again->versioned);
	require(mtasts_policy_same(policy, again));
}

static void
try_policy(struct arena *arena, struct slice text)
{
	const struct mtasts_policy *policy = mtasts_policy_parse(arena, text);

	require(policy->mxs <= MTASTS_MX_MAX);
	require(policy->faults <= MTASTS_FAULTS_MAX);
	require(policy->max_age >= -1 &&
		policy->max_age <= MTASTS_MAX_AGE_MAX);
	for (size_t i = 0; i < policy->faults; i++)
		require(policy->fault[i].line > 0 &&
			policy->fault[i].text.len <= text.len);
	for (size_t i = 0; i < policy->mxs; i++) {
		const char *mx = policy->mx[i];
		bool wild = strncmp(mx, "*.", 2) == 0;

		require(dname_is_hostname(wild ? mx + 2 : mx));
		require(wild || mtasts_policy_matches(policy, mx));
	}
	try_printing(arena, policy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	const struct mtasts_record *record = mtasts_parse(&arena, text);

	require(!mtasts_is_record(text) || !mtasts_is_attempt(text));
	if (record->faults == 0)
		require(record->id.len > 0 && record->id.len <= 32);
	try_policy(&arena, text);
	arena_release(&arena);
	return 0;
}
