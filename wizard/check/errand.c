#include "wizard/check/errand.h"

#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/record/dname.h"

static const struct page page_pending = {.type = "", .problem = ""};
static const struct page page_refused = {
    .status = PAGE_UNREACHABLE, .type = "", .problem = ""};

#define NOTHING_SAID                                                      \
	.said = "", .name = "", .protocol = "", .cipher = "", .distrust = "", \
	.subject = ""
static const struct mail_server server_pending = {NOTHING_SAID};

static struct errand *
find(const struct errands *errands, const struct errand *wanted)
{
	for (size_t i = 0; i < errands->count; i++) {
		struct errand *errand = errands->errand[i];

		if (errand->kind == wanted->kind &&
		    ip_equal(&errand->address, &wanted->address) &&
		    dname_equal(errand->host, wanted->host) &&
		    strcmp(errand->path, wanted->path) == 0)
			return errand;
	}
	return NULL;
}

/* The errand, a new one when there is none yet; NULL: there is no room. */
static struct errand *
find_or_add(struct errands *errands, const struct errand *wanted)
{
	struct errand *errand = find(errands, wanted);

	if (errand != NULL || errands->count == ERRANDS_MAX)
		return errand;
	errand = arena_alloc(errands->arena, sizeof(*errand));
	*errand = *wanted;
	errand->host = arena_copy(errands->arena, wanted->host);
	errand->path = arena_copy(errands->arena, wanted->path);
	errand->page = &page_pending;
	errand->server = &server_pending;
	errands->errand = arena_push(errands->arena, errands->errand,
	    &errands->count, sizeof(struct errand *));
	errands->errand[errands->count - 1] = errand;
	errands->pending++;
	return errand;
}

const struct page *
errand_page(struct errands *errands, const char *host, const char *path,
    const struct ip *address)
{
	const struct errand *errand = find_or_add(errands,
	    &(struct errand) {.kind = ERRAND_PAGE,
		.host = host,
		.path = path,
		.address = *address});

	return errand == NULL ? &page_refused : errand->page;
}

static const struct mail_server *
leave_out(struct errands *errands)
{
	struct mail_server *server =
	    arena_alloc(errands->arena, sizeof(*server));

	*server = server_pending;
	server->status = SERVER_UNREACHABLE;
	server->said = _("there are too many addresses to ask all of them");
	return server;
}

const struct mail_server *
errand_server(
    struct errands *errands, const char *host, const struct ip *address)
{
	const struct errand *errand = find_or_add(errands,
	    &(struct errand) {.kind = ERRAND_SERVER,
		.host = host,
		.path = "",
		.address = *address});

	return errand == NULL ? leave_out(errands) : errand->server;
}

struct errand *
errand_unsent(struct errands *errands)
{
	return errands->sent < errands->count
	    ? errands->errand[errands->sent++]
	    : NULL;
}

void
errand_bring_page(
    struct errands *errands, struct errand *errand, const struct page *page)
{
	errand->page = page;
	errands->pending--;
}

void
errand_bring_server(struct errands *errands, struct errand *errand,
    const struct mail_server *server)
{
	errand->server = server;
	errands->pending--;
}
