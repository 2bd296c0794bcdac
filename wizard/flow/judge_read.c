/* What a message says by itself: who sent it, who signed it, who judged it. */
#include <string.h>

#include "wizard/flow/judging.h"
#include "wizard/record/mailaddr.h"
#include "wizard/record/received.h"

/* --- From ----------------------------------------------------------------- */

static void
add_from(struct judgement *j, const struct mailaddrs *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *domain = list->addr[i].domain;

		if (domain == NULL)
			continue;
		if (j->from == NULL)
			j->from = domain;
		else if (!dname_equal(j->from, domain))
			j->several_from = true;
	}
}

static void
read_from(struct judging *g)
{
	const struct message_field *field = NULL;
	struct judgement *j = g->j;

	while ((field = message_find(&j->message, "From", field)) != NULL) {
		struct mailaddrs list = mailaddr_parse(g->arena, field->value);

		add_from(j, &list);
	}
	if (message_count(&j->message, "From") > 1)
		j->several_from = true;
}

/* --- The envelope --------------------------------------------------------- */

static void
read_sender(struct judging *g, const struct judge_options *options)
{
	const struct message_field *field =
	    message_find(&g->j->message, "Return-Path", NULL);
	struct judged_spf *spf = &g->j->spf;
	struct mailaddrs list;

	spf->local = spf->written = "";
	if (options->mail_from == NULL && field == NULL)
		return;
	spf->sender_known = true;
	list = mailaddr_parse(g->arena, options->mail_from != NULL
					    ? slice_of(options->mail_from)
					    : field->value);
	if (list.count == 0) {
		spf->null_sender = true;
		return;
	}
	spf->local = list.addr[0].local;
	spf->written = list.addr[0].written;
	spf->domain = list.addr[0].domain;
}

/*
 * The address is the user's word; the fields only suggest one, for Received says
 * what the receiver's servers said among themselves as well.
 */
static void
read_client(struct judging *g, const struct judge_options *options)
{
	struct judged_spf *spf = &g->j->spf;
	struct received client = {.helo = ""};

	spf->ip = options->ip;
	if (received_find(g->arena, &g->j->message, &options->ip, &client))
		spf->seen = client.ip;
	else
		spf->seen = g->j->received_spf.client;
	spf->helo = options->helo != NULL ? options->helo : client.helo;
}

/* The null sender is judged as postmaster at the HELO name: RFC 7208 2.4. */
static void
name_null_sender(struct judged_spf *spf)
{
	if (spf->null_sender && dname_is_hostname(spf->helo))
		spf->domain = spf->helo;
}

/* --- Signatures ----------------------------------------------------------- */

static void
add_signature(struct judging *g, struct slice value)
{
	struct judgement *j = g->j;
	struct judged_signature *s;
	struct dname owner;

	j->signature = arena_push(
	    g->arena, j->signature, &j->signatures, sizeof(*j->signature));
	s = &j->signature[j->signatures - 1];
	s->sig = dkimsig_parse(g->arena, value);
	s->owner = s->comment = "";
	if (s->sig->domain != NULL && s->sig->selector != NULL &&
	    dname_join(
		arena_printf(g->arena, "%s._domainkey", s->sig->selector),
		s->sig->domain, &owner))
		s->owner = arena_copy(g->arena, owner.text);
}

static void
read_signatures(struct judging *g)
{
	const struct message_field *field = NULL;

	while (g->j->signatures < MAIL_SIGNATURES_MAX &&
	       (field = message_find(
		    &g->j->message, "DKIM-Signature", field)) != NULL)
		add_signature(g, field->value);
}

void
judging_read(struct judging *g, const struct judge_options *options)
{
	g->j->receiver = authres_of(g->arena, &g->j->message);
	g->j->received_spf = received_spf_of(g->arena, &g->j->message);
	read_from(g);
	read_sender(g, options);
	read_client(g, options);
	name_null_sender(&g->j->spf);
	read_signatures(g);
}

/* --- Questions ------------------------------------------------------------ */

void
judging_ask(struct judging *g)
{
	const struct judgement *j = g->j;

	for (size_t i = 0; i < j->signatures; i++)
		if (j->signature[i].owner[0] != '\0') {
			(void)inquiry_get(
			    g->inquiry, j->signature[i].owner, DNS_TXT);
			(void)inspect_dmarc(
			    g->arena, g->inquiry, j->signature[i].sig->domain);
		}
	if (j->spf.domain != NULL)
		(void)inspect_dmarc(g->arena, g->inquiry, j->spf.domain);
	if (j->from == NULL)
		return;
	(void)inspect_dmarc(g->arena, g->inquiry, j->from);
	/* Does the name exist? np= is about those that do not. */
	(void)inquiry_get(g->inquiry, j->from, DNS_A);
}
