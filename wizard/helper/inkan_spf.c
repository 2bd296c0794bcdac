/*
 * inkan-spf: judges one sender with libspf2, as receivers built on that library
 * would, and exits. It runs with no rights but to talk to its parent, because
 * libspf2 does not survive every record that a stranger may publish.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "wizard/helper/layer.h"
#include "wizard/helper/pipe.h"
#include "wizard/helper/sandbox.h"

#ifdef INKAN_HELPER_MISBEHAVE
#include "tests/helper/misbehave.h"
#endif

static NORETURN void
on_error(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	give_up(message);
}

static void
on_remark(const char *file, int line, const char *message)
{
	(void)file;
	(void)line;
	(void)message;
}

/* By default libspf2 prints and aborts. */
static void
silence(void)
{
	SPF_error_handler = on_error;
	SPF_warning_handler = on_remark;
	SPF_info_handler = on_remark;
	SPF_debug_handler = on_remark;
}

static SPF_request_t *
new_request(SPF_server_t *server, const struct protocol_request *asked)
{
	SPF_request_t *request = SPF_request_new(server);

	if (request == NULL ||
	    SPF_request_set_helo_dom(request, asked->helo) != SPF_E_SUCCESS ||
	    SPF_request_set_env_from(request, asked->sender) != 0)
		give_up("out of memory");
	if (SPF_request_set_ipv4_str(request, asked->ip) != SPF_E_SUCCESS &&
	    SPF_request_set_ipv6_str(request, asked->ip) != SPF_E_SUCCESS)
		give_up("the parent sent a malformed address");
	request->cur_dom = request->env_from_dp;
	return request;
}

/*
 * SPF_request_query_mailfrom() would do, were it not for its free ride for
 * loopback addresses.
 */
static void
judge(SPF_server_t *server, SPF_request_t *request, SPF_response_t *response)
{
	SPF_record_t *record = NULL;

	response->err =
	    SPF_server_get_record(server, request, response, &record);
	if (response->err != SPF_E_SUCCESS)
		return;
	response->spf_record_exp = record;
	(void)SPF_record_interpret(record, request, response, 0);
}

/* No result means that the record could not be fetched or compiled. */
static SPF_result_t
result_of(SPF_response_t *response)
{
	if (response->result != SPF_RESULT_INVALID)
		return response->result;
	if (response->err == SPF_E_DNS_ERROR)
		return SPF_RESULT_TEMPERROR;
	/* A record that does not compile is reported, then called no record. */
	if (response->err == SPF_E_NOT_SPF && response->num_errors <= 1)
		return SPF_RESULT_NONE;
	return SPF_RESULT_PERMERROR;
}

/* The first error is the cause, later ones only repeat it from above. */
static const char *
reason_of(SPF_response_t *response)
{
	for (int i = 0; i < SPF_response_messages(response); i++) {
		SPF_error_t *error = SPF_response_message(response, i);

		if (SPF_error_errorp(error) && SPF_error_message(error) != NULL)
			return SPF_error_message(error);
	}
	if (response->err != SPF_E_SUCCESS)
		return SPF_strerror(response->err);
	return SPF_strreason(response->reason);
}

static void
evaluate(SPF_server_t *server)
{
	struct protocol_request asked;
	char line[PROTOCOL_OUT_MAX];
	SPF_response_t *response;
	SPF_request_t *request;
	size_t len;

	if (!protocol_read_request(pipe_line(), &asked))
		give_up("the parent sent a malformed request");
#ifdef INKAN_HELPER_MISBEHAVE
	misbehave(asked.helo);
#endif
	request = new_request(server, &asked);
	response = SPF_response_new(request);
	if (response == NULL)
		give_up("out of memory");
	judge(server, request, response);
	len = protocol_write_result(
	    line, SPF_strresult(result_of(response)), reason_of(response));
	pipe_write(line, len);
}

int
main(int argc, char **argv)
{
	SPF_server_t *server;
	const char *refused;

	(void)argv;
	if (argc > 1) {
		printf("inkan-spf " INKAN_VERSION " (%s): part of inkan, "
		       "which starts it\n",
		    sandbox_kind());
		return 0;
	}
	silence();
	/* Before the filter: it asks for the host's name. */
	server = SPF_server_new_dns(layer_get(), 0);
	refused = sandbox_enter();
	if (server == NULL || refused != NULL)
		give_up(refused == NULL ? "out of memory" : refused);
	evaluate(server);
	/* Nothing is freed: a walk through libspf2's heap proves nothing. */
	_exit(0);
}
