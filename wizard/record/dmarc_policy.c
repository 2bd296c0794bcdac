/* What a DMARC record demands, and how one is written. */
#include "wizard/record/dmarc.h"

#include <string.h>

static const char *const policies[] = {
    [DMARC_NO_POLICY] = "",
    [DMARC_NONE] = "none",
    [DMARC_QUARANTINE] = "quarantine",
    [DMARC_REJECT] = "reject",
    [DMARC_BAD_POLICY] = "",
};

const char *
dmarc_policy_word(enum dmarc_policy policy)
{
	return policies[policy];
}

bool
dmarc_is_policy(enum dmarc_policy policy)
{
	return policy >= DMARC_NONE && policy <= DMARC_REJECT;
}

enum dmarc_policy
dmarc_policy_of(const struct dmarc_record *record)
{
	return dmarc_is_policy(record->p) ? record->p : DMARC_NONE;
}

enum dmarc_policy
dmarc_policy_below(const struct dmarc_record *record, bool exists)
{
	if (!exists && dmarc_is_policy(record->np))
		return record->np;
	return dmarc_is_policy(record->sp) ? record->sp
					   : dmarc_policy_of(record);
}

const char *
dmarc_tag_below(const struct dmarc_record *record, bool exists)
{
	if (!exists && dmarc_is_policy(record->np))
		return "np";
	return dmarc_is_policy(record->sp) ? "sp" : "p";
}

enum dmarc_policy
dmarc_policy_tested(const struct dmarc_record *record, enum dmarc_policy policy)
{
	return record->testing && policy > DMARC_NONE
	    ? (enum dmarc_policy)(policy - 1)
	    : policy;
}

bool
dmarc_is_void(const struct dmarc_record *record)
{
	unsigned bad = DMARC_FAULT_POLICY | DMARC_FAULT_SUBPOLICY;

	if ((record->faults & bad) == 0)
		return false;
	for (size_t i = 0; i < record->nrua; i++)
		if (record->rua[i].valid)
			return false;
	return true;
}

/* Not v and p, which are written anew; nor what no record may hold. */
static bool
is_printed(const struct taglist *tags, const struct tag *tag)
{
	if (slice_is(tag->name, "v") || slice_is(tag->name, "p"))
		return false;
	for (size_t i = 0; i < tag->value.len; i++)
		if (tag->value.ptr[i] < ' ' || tag->value.ptr[i] > '~')
			return false;
	for (const struct tag *t = tags->tag; t < tag; t++)
		if (t->name.len == tag->name.len &&
		    memcmp(t->name.ptr, tag->name.ptr, t->name.len) == 0)
			return false;
	return true;
}

char *
dmarc_print(
    struct arena *arena, enum dmarc_policy policy, const struct taglist *tags)
{
	struct buf out = BUF_INIT;
	char *copy;

	buf_addf(&out, "v=DMARC1; p=%s", dmarc_policy_word(policy));
	for (size_t i = 0; i < tags->count; i++) {
		const struct tag *tag = &tags->tag[i];

		if (!is_printed(tags, tag))
			continue;
		buf_adds(&out, "; ");
		buf_add(&out, tag->name.ptr, tag->name.len);
		buf_addc(&out, '=');
		buf_add(&out, tag->value.ptr, tag->value.len);
	}
	copy = arena_copy(arena, buf_text(&out));
	buf_release(&out);
	return copy;
}
