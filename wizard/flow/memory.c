#include "wizard/flow/memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, NUMBER };

struct field {
	const char *key;
	enum kind kind;
	size_t offset;
	size_t size;
	int64_t max; /* of a number; the smallest is 0 */
};

#define TIME_MAX 253402300799000 /* ms; the end of the year 9999 */

#define TEXT_OF(type, key, member)                                            \
	{key, TEXT, offsetof(struct type, member),                            \
	    sizeof(((struct type *)0)->member), 0}
#define NUMBER_OF(type, key, member, max)                                     \
	{key, NUMBER, offsetof(struct type, member), sizeof(int64_t), max}
#define TIME_OF(type, key, member) NUMBER_OF(type, key, member, TIME_MAX)

static const struct field plain_fields[] = {
    TEXT_OF(decisions, "domain", domain),
    TEXT_OF(decisions, "step", step),
    TEXT_OF(decisions, "furthest", furthest),
    TEXT_OF(decisions, "helo", helo),
    NUMBER_OF(decisions, "use", use, USE_NOTHING),
    NUMBER_OF(decisions, "keep_keys", keep_keys, 1),
    NUMBER_OF(decisions, "dkim.choice", dkim, DKIM_HOST_KEY),
    TEXT_OF(decisions, "dkim.selector", selector),
    TEXT_OF(decisions, "dkim.typed_file", key_file),
    TEXT_OF(decisions, "dkim.key_path", key_path),
    TEXT_OF(decisions, "dkim.public", key_public),
    NUMBER_OF(decisions, "dkim.type", key_type, DKIM_KEY_OTHER),
    NUMBER_OF(decisions, "dkim.bits", key_bits, UINT16_MAX),
    TIME_OF(decisions, "dkim.since", key_since),
    TIME_OF(decisions, "dkim.rotation.seen", rotation.seen),
    NUMBER_OF(decisions, "dkim.rotation.negative", rotation.negative,
	INT32_MAX),
    NUMBER_OF(decisions, "dkim.rotation.ttl", rotation.ttl, INT32_MAX),
    TEXT_OF(decisions, "spf.all", spf_all),
    NUMBER_OF(decisions, "dmarc.policy", dmarc, DMARC_REJECT),
    TEXT_OF(decisions, "dmarc.rua", rua),
    NUMBER_OF(decisions, "dmarc.over", dmarc_over, DMARC_REJECT),
    NUMBER_OF(decisions, "extras", extras, EXTRA_ALL),
    TEXT_OF(decisions, "tls.rua", tls_rua),
    TIME_OF(decisions, "dmarc.since.none", dmarc_none),
    TIME_OF(decisions, "dmarc.since.quarantine", dmarc_quarantine),
    TIME_OF(decisions, "dmarc.since.reject", dmarc_reject),
    TIME_OF(decisions, "dmarc.reports.last", reports.last),
    NUMBER_OF(decisions, "dmarc.reports.messages", reports.messages,
	INT64_MAX),
    NUMBER_OF(decisions, "dmarc.reports.failing", reports.failing, INT64_MAX),
    NUMBER_OF(decisions, "ttl.longest", ttl.longest, INT32_MAX),
    TIME_OF(decisions, "ttl.seen", ttl.seen),
    NUMBER_OF(decisions, "move.start", move.start, MOVE_GONE),
    NUMBER_OF(decisions, "move.ttl", move.ttl, INT32_MAX),
    NUMBER_OF(decisions, "move.low", move.low, INT32_MAX),
    TIME_OF(decisions, "move.lower", move.reached[MOVE_LOWER]),
    TIME_OF(decisions, "move.allow", move.reached[MOVE_ALLOW]),
    TIME_OF(decisions, "move.key", move.reached[MOVE_KEY]),
    TIME_OF(decisions, "move.name", move.reached[MOVE_NAME]),
    TIME_OF(decisions, "move.switch", move.reached[MOVE_SWITCH]),
    TIME_OF(decisions, "move.watch", move.reached[MOVE_WATCH]),
    TIME_OF(decisions, "move.remove", move.reached[MOVE_REMOVE]),
    TEXT_OF(decisions, "publish.panel", panel),
    NUMBER_OF(
	decisions, "publish.panel_host", panel_host, PANEL_NAME_FINAL),
    NUMBER_OF(
	decisions, "publish.panel_apex", panel_apex, PANEL_NAME_FINAL),
    NUMBER_OF(
	decisions, "publish.panel_value", panel_value, PANEL_VALUE_SPLIT),
    TIME_OF(decisions, "bounce.read", bounced.read),
    TIME_OF(decisions, "bounce.sent", bounced.sent),
    NUMBER_OF(decisions, "bounce.reply", bounced.reply, 599),
    TEXT_OF(decisions, "bounce.code", bounced.code),
    TEXT_OF(decisions, "bounce.reasons", bounced.reasons),
    TEXT_OF(decisions, "bounce.receiver", bounced.receiver),
    TEXT_OF(decisions, "bounce.domain", bounced.domain),
    NUMBER_OF(
	decisions, "bounce.identity", bounced.identity, BOUNCE_SIGNER),
    TEXT_OF(decisions, "bounce.from", bounced.from),
    TEXT_OF(decisions, "bounce.return_path", bounced.return_path),
    TEXT_OF(decisions, "bounce.reporting_mta", bounced.reporting_mta),
    TEXT_OF(decisions, "bounce.remote", bounced.remote),
    TEXT_OF(decisions, "bounce.ip", bounced.ip),
    TEXT_OF(decisions, "bounce.spf", bounced.spf),
    TEXT_OF(decisions, "bounce.dkim", bounced.dkim),
    TEXT_OF(decisions, "bounce.dmarc", bounced.dmarc),
    TEXT_OF(decisions, "bounce.selector", bounced.selector),
    TIME_OF(decisions, "publish.watching", watching),
    TIME_OF(decisions, "publish.verified", verified),
    TIME_OF(decisions, "publish.proved", proved),
};

static const struct field sender_fields[] = {
    TEXT_OF(sender, "term", term),
    TEXT_OF(sender, "label", label),
    NUMBER_OF(sender, "seen", seen, UINT8_MAX),
    NUMBER_OF(sender, "mark", mark, SENDER_LATER),
    NUMBER_OF(sender, "reported", reported, INT64_MAX),
};

static const struct field key_fields[] = {
    TEXT_OF(own_key, "selector", selector),
    TEXT_OF(own_key, "path", path),
    TEXT_OF(own_key, "public", public_base64),
    NUMBER_OF(own_key, "type", type, DKIM_KEY_OTHER),
    NUMBER_OF(own_key, "bits", bits, UINT16_MAX),
    NUMBER_OF(own_key, "role", role, OWN_REVOKED),
    TIME_OF(own_key, "since", since),
};

static const struct field noted_fields[] = {
    TEXT_OF(noted, "selector", selector),
};

static const struct field moving_fields[] = {
    TEXT_OF(moving, "ip", ip),
    NUMBER_OF(moving, "side", side, MOVE_NEW),
};

static const struct field change_fields[] = {
    NUMBER_OF(change, "topic", topic, TOPICS - 1),
    NUMBER_OF(change, "op", op, CHANGE_REPLACE),
    NUMBER_OF(change, "type", type, UINT16_MAX),
    TEXT_OF(change, "name", name),
    NUMBER_OF(change, "ttl", ttl, INT32_MAX),
    TEXT_OF(change, "value", value),
    NUMBER_OF(change, "olds", olds, OLD_MAX),
    TEXT_OF(change, "old_1", old[0]),
    TEXT_OF(change, "old_2", old[1]),
    TEXT_OF(change, "old_3", old[2]),
    TEXT_OF(change, "old_4", old[3]),
    NUMBER_OF(change, "old_ttl", old_ttl, INT32_MAX),
    NUMBER_OF(change, "alias_ttl", alias_ttl, INT32_MAX),
    NUMBER_OF(change, "negative_ttl", negative_ttl, INT32_MAX),
    TIME_OF(change, "entered", entered),
    TIME_OF(change, "at_authority", at_authority),
    TIME_OF(change, "visible", visible),
    NUMBER_OF(change, "stands", stands, 1),
};

static const struct field sent_fields[] = {
    TEXT_OF(sent, "name", name),
    NUMBER_OF(sent, "type", type, UINT16_MAX),
    TEXT_OF(sent, "added", added),
    TEXT_OF(sent, "removed_1", removed[0]),
    TEXT_OF(sent, "removed_2", removed[1]),
    TEXT_OF(sent, "removed_3", removed[2]),
    TEXT_OF(sent, "removed_4", removed[3]),
    NUMBER_OF(sent, "ttl", ttl, INT32_MAX),
    TIME_OF(sent, "at", at),
};

static const struct field ignored_fields[] = {
    TEXT_OF(ignored_check, "check", id),
    TEXT_OF(ignored_check, "reason", reason),
};

/* The lists: "sender.0.term", "sender.1.term", ... */
struct list {
	const char *name;
	const struct field *field;
	size_t fields;
	size_t offset; /* of the array in struct decisions */
	size_t stride;
	size_t id; /* the text without which an element is none */
	size_t max;
	size_t count_offset;
};

static const struct list lists[] = {
    {"sender", sender_fields, COUNT_OF(sender_fields),
	offsetof(struct decisions, sender), sizeof(struct sender),
	offsetof(struct sender, term), SENDERS_MAX,
	offsetof(struct decisions, senders)},
    {"key", key_fields, COUNT_OF(key_fields),
	offsetof(struct decisions, key), sizeof(struct own_key),
	offsetof(struct own_key, selector), KEYS_MAX,
	offsetof(struct decisions, keys)},
    {"noted", noted_fields, COUNT_OF(noted_fields),
	offsetof(struct decisions, noted), sizeof(struct noted),
	offsetof(struct noted, selector), NOTED_MAX,
	offsetof(struct decisions, noteds)},
    {"moving", moving_fields, COUNT_OF(moving_fields),
	offsetof(struct decisions, moving), sizeof(struct moving),
	offsetof(struct moving, ip), MOVING_MAX,
	offsetof(struct decisions, movings)},
    {"change", change_fields, COUNT_OF(change_fields),
	offsetof(struct decisions, change), sizeof(struct change),
	offsetof(struct change, name), CHANGES_MAX,
	offsetof(struct decisions, changes)},
    {"sent", sent_fields, COUNT_OF(sent_fields),
	offsetof(struct decisions, sent), sizeof(struct sent),
	offsetof(struct sent, name), CHANGES_MAX,
	offsetof(struct decisions, sents)},
    {"ignored", ignored_fields, COUNT_OF(ignored_fields),
	offsetof(struct decisions, ignored), sizeof(struct ignored_check),
	offsetof(struct ignored_check, id), IGNORED_MAX,
	offsetof(struct decisions, ignoreds)},
};

static void
put(struct arena *arena, struct entries *out, const char *key,
    const char *value)
{
	out->entry =
	    arena_push(arena, out->entry, &out->count, sizeof(*out->entry));
	out->entry[out->count - 1] = (struct entry) {key, value};
}

/* Empty texts and zeroes are what a fresh struct holds: not worth a line. */
static void
save_field(struct arena *arena, struct entries *out, const char *key,
    const struct field *field, const char *base)
{
	const char *at = base + field->offset;
	int64_t number;

	if (field->kind == TEXT) {
		if (at[0] != '\0')
			put(arena, out, key, arena_copy(arena, at));
		return;
	}
	memcpy(&number, at, sizeof(number));
	if (number != 0)
		put(arena, out, key,
		    arena_printf(arena, "%" PRId64, number));
}

static void
save_list(struct arena *arena, struct entries *out, const struct list *list,
    const char *base)
{
	size_t count;

	memcpy(&count, base + list->count_offset, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		const char *element = base + list->offset + i * list->stride;

		for (size_t f = 0; f < list->fields; f++)
			save_field(arena, out,
			    arena_printf(arena, "%s.%zu.%s", list->name, i,
				list->field[f].key),
			    &list->field[f], element);
	}
}

struct entries
memory_save(struct arena *arena, const struct decisions *decisions)
{
	const char *base = (const char *)decisions;
	struct entries out = {.entry = NULL};

	for (size_t i = 0; i < COUNT_OF(plain_fields); i++)
		save_field(arena, &out, plain_fields[i].key, &plain_fields[i],
		    base);
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		save_list(arena, &out, &lists[i], base);
	return out;
}

/* A state is a file that anybody may have edited. */
static void
load_field(const struct field *field, char *base, const char *value)
{
	char *end;
	int64_t number;

	if (field->kind == TEXT) {
		(void)snprintf(
		    base + field->offset, field->size, "%s", value);
		return;
	}
	number = strtoll(value, &end, 10);
	if (*end != '\0' || number < 0 || number > field->max)
		number = 0;
	memcpy(base + field->offset, &number, sizeof(number));
}

static bool
load_from(const struct field *fields, size_t count, char *base,
    const char *key, const char *value)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(fields[i].key, key) == 0) {
			load_field(&fields[i], base, value);
			return true;
		}
	}
	return false;
}

/* "sender.3.term": element 3 of the list, and its field. */
static void
load_element(
    const struct list *list, char *base, const char *rest, const char *value)
{
	char *end;
	unsigned long i = strtoul(rest, &end, 10);
	size_t count;

	if (end == rest || *end != '.' || i >= list->max)
		return;
	if (!load_from(list->field, list->fields,
		base + list->offset + i * list->stride, end + 1, value))
		return;
	memcpy(&count, base + list->count_offset, sizeof(count));
	if (i >= count)
		count = i + 1;
	memcpy(base + list->count_offset, &count, sizeof(count));
}

static void
load_entry(const struct entry *entry, char *base)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		size_t n = strlen(lists[i].name);

		if (strncmp(entry->key, lists[i].name, n) == 0 &&
		    entry->key[n] == '.') {
			load_element(
			    &lists[i], base, entry->key + n + 1, entry->value);
			return;
		}
	}
	(void)load_from(plain_fields, COUNT_OF(plain_fields), base, entry->key,
	    entry->value);
}

/* Elements of which only other fields were found are none. */
static void
drop_nameless(const struct list *list, char *base)
{
	char *array = base + list->offset;
	size_t count, kept = 0;

	memcpy(&count, base + list->count_offset, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		const char *element = array + i * list->stride;

		if (element[list->id] == '\0')
			continue;
		memmove(array + kept++ * list->stride, element, list->stride);
	}
	memset(array + kept * list->stride, 0, (count - kept) * list->stride);
	memcpy(base + list->count_offset, &kept, sizeof(kept));
}

static void
make_sane(struct decisions *d)
{
	for (size_t i = 0; i < COUNT_OF(lists); i++)
		drop_nameless(&lists[i], (char *)d);
	for (size_t i = 0; i < d->senders; i++) {
		struct sender *s = &d->sender[i];
		const char *colon = strchr(s->term, ':');

		if (colon == NULL || !ip_parse(slice_of(colon + 1), &s->ip))
			s->ip.family = 0;
	}
	if (d->spf_all[0] != '~' && d->spf_all[0] != '-')
		d->spf_all[0] = '\0';
}

void
memory_load(const struct entries *entries, struct decisions *ret)
{
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < entries->count; i++)
		load_entry(&entries->entry[i], (char *)ret);
	make_sane(ret);
}
