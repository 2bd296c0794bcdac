#include "wizard/io/web.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/base/i18n.h"
#include "wizard/base/mem.h"
#include "wizard/io/certificate.h"

struct web {
	struct loop *loop;
	uint16_t port;
	char *ca_file;
	int64_t timeout;
};

/* Everything the thread touches is its own until done is called. */
struct web_job {
	const struct web *web;
	struct work *work;
	atomic_bool unwanted;
	struct arena own;
	const char *url;
	const char *connect_to; /* host:443:address:port */
	struct arena *arena;    /* of the one who asks; for the loop only */
	web_done *done;
	void *arg;

	enum page_status status;
	long code;
	const char *type;
	char problem[CURL_ERROR_SIZE];
	size_t head; /* octets of header lines so far */
	struct buf text;
};

struct web *
web_new(struct loop *loop, const struct web_options *options)
{
	static const struct web_options defaults = {.port = 0};
	struct web *web = mem_alloc(sizeof(*web));

	if (options == NULL)
		options = &defaults;
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	web->loop = loop;
	web->port = options->port != 0 ? options->port : 443;
	web->timeout = options->timeout != 0 ? options->timeout : WEB_TIMEOUT;
	if (options->ca_file != NULL)
		web->ca_file = mem_copy(options->ca_file);
	return web;
}

void
web_free(struct web *web)
{
	if (web == NULL)
		return;
	free(web->ca_file);
	free(web);
	curl_global_cleanup();
}

/* --- In the thread ------------------------------------------------------- */

static size_t
take_octets(char *data, size_t size, size_t count, void *arg)
{
	struct web_job *job = arg;

	if (count > WEB_PAGE_MAX - job->text.len)
		return 0; /* ends it as CURLE_WRITE_ERROR */
	buf_add(&job->text, data, size * count);
	return count;
}

/* Lines without an end, of as many interim answers as a server likes to send. */
static size_t
take_head(char *data, size_t size, size_t count, void *arg)
{
	struct web_job *job = arg;

	(void)data;
	job->head += size * count;
	return job->head > WEB_HEAD_MAX ? 0 : count; /* as above */
}

/* Not zero ends the transfer. */
static int
watch(void *arg, curl_off_t total, curl_off_t now, curl_off_t up_total,
    curl_off_t up_now)
{
	const struct web_job *job = arg;

	(void)total;
	(void)now;
	(void)up_total;
	(void)up_now;
	return atomic_load(&job->unwanted);
}

static enum page_status
status_of(CURLcode code)
{
	static const struct {
		CURLcode code;
		enum page_status status;
	} rows[] = {
	    {CURLE_OK, PAGE_HERE},
	    {CURLE_OPERATION_TIMEDOUT, PAGE_UNREACHABLE},
	    {CURLE_COULDNT_CONNECT, PAGE_UNREACHABLE},
	    {CURLE_PEER_FAILED_VERIFICATION, PAGE_UNTRUSTED},
	    {CURLE_FILESIZE_EXCEEDED, PAGE_TOO_LARGE},
	    {CURLE_WRITE_ERROR, PAGE_TOO_LARGE},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].code == code)
			return rows[i].status;
	return PAGE_BROKEN;
}

static void
set_limits(CURL *curl, struct web_job *job)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)job->web->timeout);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, (long)WEB_PAGE_MAX);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, job);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, job->problem);
}

/* The system's are a file and a folder; ours take the place of both. */
static void
set_authorities(CURL *curl, const char *ca_file)
{
	if (ca_file == NULL)
		return;
	curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static void
set_takers(CURL *curl, struct web_job *job)
{
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, job);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_octets);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, job);
}

/* It was not asked for, and is no text until it is unpacked. */
static bool
is_packed(CURL *curl)
{
	struct curl_header *header;

	return curl_easy_header(curl, "Content-Encoding", 0, CURLH_HEADER, -1,
		   &header) == CURLHE_OK &&
	    !slice_is_nocase(slice_of(header->value), "identity");
}

static void
say(struct web_job *job, const char *problem)
{
	(void)snprintf(job->problem, sizeof(job->problem), "%s", problem);
}

static void
note_answer(CURL *curl, struct web_job *job, CURLcode code)
{
	const char *type = NULL;
	long errnum = 0;

	job->status = status_of(code);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &job->code);
	(void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
	(void)curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &errnum);
	job->type = arena_copy(&job->own, type == NULL ? "" : type);
	if (code == CURLE_COULDNT_CONNECT && errnum == ECONNREFUSED)
		job->status = PAGE_REFUSED;
	if (code == CURLE_OK && is_packed(curl)) {
		job->status = PAGE_BROKEN;
		say(job, _("it is compressed, though nobody asked for that"));
	} else if (job->status == PAGE_TOO_LARGE) {
		say(job, _("it does not end within 64 KB"));
	} else if (code != CURLE_OK && job->problem[0] == '\0') {
		say(job, curl_easy_strerror(code));
	}
}

static void
work(void *arg)
{
	struct web_job *job = arg;
	CURL *curl = curl_easy_init();
	struct curl_slist *connect_to =
	    curl_slist_append(NULL, job->connect_to);

	if (curl == NULL || connect_to == NULL) {
		note_answer(curl, job, CURLE_OUT_OF_MEMORY);
	} else {
		set_limits(curl, job);
		curl_easy_setopt(curl, CURLOPT_URL, job->url);
		curl_easy_setopt(curl, CURLOPT_CONNECT_TO, connect_to);
		curl_easy_setopt(curl, CURLOPT_USERAGENT,
		    "inkan/" INKAN_VERSION);
		set_authorities(curl, job->web->ca_file);
		set_takers(curl, job);
		note_answer(curl, job, curl_easy_perform(curl));
	}
	curl_slist_free_all(connect_to);
	curl_easy_cleanup(curl);
}

/* --- In the loop --------------------------------------------------------- */

static const struct page *
make_page(const struct web_job *job)
{
	struct page *page = arena_alloc(job->arena, sizeof(*page));
	bool here = job->status == PAGE_HERE;
	struct slice text = {buf_text(&job->text), job->text.len};

	page->status = job->status;
	page->code = (unsigned)job->code;
	page->type = arena_copy(job->arena, job->type);
	page->problem = arena_copy(job->arena, here ? "" : job->problem);
	page->text = (struct slice) {
	    arena_copy_slice(job->arena, text), text.len};
	page->mark = certificate_read_mark(job->arena, page->text);
	return page;
}

static void
finish(void *arg, bool cancelled)
{
	struct web_job *job = arg;

	if (!cancelled)
		job->done(job->arg, make_page(job));
	buf_release(&job->text);
	arena_release(&job->own);
	free(job);
}

static struct web_job *
fetch(void *self, const struct web_request *request, struct arena *arena,
    web_done *done, void *arg)
{
	const struct web *web = self;
	struct web_job *job = mem_alloc(sizeof(*job));
	bool six = request->address.family == 6;
	char address[IP_TEXT_MAX];

	ip_format(&request->address, address);
	job->web = web;
	job->url = arena_printf(&job->own, "https://%s%s", request->host, request->path);
	job->connect_to = arena_printf(&job->own, "%s:443:%s%s%s:%u",
	    request->host, six ? "[" : "", address, six ? "]" : "",
	    web->port);
	job->arena = arena;
	job->done = done;
	job->arg = arg;
	job->work = loop_work(web->loop, work, finish, job);
	return job;
}

static void
cancel(void *self, struct web_job *job)
{
	(void)self;
	atomic_store(&job->unwanted, true);
	loop_work_cancel(job->work);
}

struct web_service
web_service(struct web *web)
{
	return (struct web_service) {
	    .self = web,
	    .fetch = fetch,
	    .cancel = cancel,
	};
}
