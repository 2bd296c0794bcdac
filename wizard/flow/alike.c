#include "wizard/flow/alike.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"

#define TAKE(to, from, member) \
	memcpy((to)->member, (from)->member, sizeof((to)->member))

static void
take_senders(struct decisions *to, const struct decisions *from)
{
	for (size_t i = 0; i < from->senders; i++) {
		struct sender sender = from->sender[i];

		if (sender.mark != SENDER_OURS)
			continue;
		sender.reported = 0;
		to->sender[to->senders++] = sender;
	}
	to->use = from->use;
	to->extras = from->extras;
}

static enum err_code
share(struct decisions *to, const struct decisions *from, struct err *err)
{
	if (from->key_path[0] == '\0')
		return err_set(err, ERR_MISSING,
		    _("%s has no key on this host that could be shared. Leave "
		      "--share-key out."),
		    from->domain);
	to->dkim = DKIM_KEY_FILE;
	memcpy(to->key_file, from->key_path, sizeof(to->key_file));
	TAKE(to, from, selector);
	return ERR_OK;
}

enum err_code
alike_make(struct decisions *decisions, const char *domain, bool share_key,
    struct err *err)
{
	struct decisions *from = decisions, *to;
	enum err_code code = ERR_OK;

	if (dname_equal(from->domain, domain))
		return err_set(err, ERR_RANGE,
		    _("%s cannot be like itself: give another domain to "
		      "--like"),
		    domain);
	to = mem_alloc(sizeof(*to));
	(void)snprintf(to->domain, sizeof(to->domain), "%s", domain);
	TAKE(to, from, helo);
	TAKE(to, from, spf_all);
	TAKE(to, from, rua);
	TAKE(to, from, tls_rua);
	TAKE(to, from, panel);
	to->panel_host = from->panel_host;
	to->panel_apex = from->panel_apex;
	to->panel_value = from->panel_value;
	take_senders(to, from);
	if (from->dkim == DKIM_ELSEWHERE || from->dkim == DKIM_BOTH_KEYS)
		to->dkim = from->dkim;
	if (share_key)
		code = share(to, from, err);
	if (code == ERR_OK)
		*decisions = *to;
	free(to);
	return code;
}
