/* What a user says about a move: addresses, and which of them may go. */
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/text.h"
#include "wizard/flow/move.h"

/* --- What was typed ------------------------------------------------------ */

enum err_code
move_read_address(struct slice word, struct ip *ret, struct err *err)
{
	struct arena arena = ARENA_INIT;
	const char *shown = text_safe(&arena, word);

	if (!ip_parse(word, ret))
		(void)err_set(err, ERR_SYNTAX,
		    _("%s is not an IP address. Type it like 203.0.113.25 or "
		      "2001:db8::25."),
		    shown);
	else if (ip_scope(ret) != IP_GLOBAL &&
	    ip_scope(ret) != IP_DOCUMENTATION)
		(void)err_set(err, ERR_RANGE,
		    _("%s cannot be seen from the Internet. Type the address "
		      "that others see."),
		    shown);
	arena_release(&arena);
	return err->code;
}

static bool
next_word(struct slice *rest, struct slice *ret)
{
	static const char between[] = " ,;\t";

	*rest = slice_trim(*rest, between);
	*ret = (struct slice) {rest->ptr, 0};
	while (ret->len < rest->len &&
	    strchr(between, ret->ptr[ret->len]) == NULL)
		ret->len++;
	rest->ptr += ret->len;
	rest->len -= ret->len;
	return ret->len > 0;
}

enum err_code
move_read(const char *typed, struct ip ret[MOVING_MAX], size_t *ret_count,
    struct err *err)
{
	struct slice rest = slice_of(typed), word;
	size_t count = 0;

	while (next_word(&rest, &word)) {
		if (count == MOVING_MAX)
			return err_set(err, ERR_LIMIT,
			    _("These are more than %d addresses."),
			    MOVING_MAX);
		if (move_read_address(word, &ret[count++], err) != ERR_OK)
			return err->code;
	}
	*ret_count = count;
	return ERR_OK;
}

/* --- What an earlier move has left --------------------------------------- */

static const struct sender *
sender_at(const struct decisions *d, const struct ip *ip)
{
	for (size_t i = 0; i < d->senders; i++)
		if (ip_equal(&d->sender[i].ip, ip))
			return &d->sender[i];
	return NULL;
}

bool
move_is_marked(const struct decisions *d, const struct ip *ip)
{
	const struct sender *sender = sender_at(d, ip);

	return sender != NULL && sender->mark == SENDER_NOT_OURS;
}

void
move_mark_stale(struct decisions *d, const struct ip *ip, bool goes)
{
	const struct sender *sender = sender_at(d, ip);

	if (sender != NULL)
		d->sender[sender - d->sender].mark =
		    goes ? SENDER_NOT_OURS : SENDER_UNDECIDED;
}
