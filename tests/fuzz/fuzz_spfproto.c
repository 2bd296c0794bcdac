/*
 * Lines of the helper protocol: hostile ones are read by both ends, and the
 * input as a record's text comes out at the helper as it went in.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "wizard/helper/protocol.h"
#include "wizard/io/spf_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_line(struct slice line)
{
	static char text[PROTOCOL_DATA_MAX + 1];
	struct protocol_request request;
	struct protocol_answer answer;
	struct spf_line said;
	size_t len;

	if (protocol_read_request(line, &request) &&
	    strlen(request.sender) > PROTOCOL_SENDER_MAX)
		abort();
	if (protocol_read_answer(line, &answer) &&
	    answer.records > PROTOCOL_RECORDS_MAX)
		abort();
	if (protocol_read_data(line, text, &len) && strlen(text) != len)
		abort();
	/* The helper's names are not escaped before they are written. */
	if (spf_line_read(line, &said) && said.kind == SPF_LINE_QUESTION &&
	    strchr(said.name.text, '\\') == NULL &&
	    !protocol_is_name(said.name.text))
		abort();
}

/* "A OK 300 1\nD ...\n": both lines are readable and hold the record. */
static void
check_answer(struct slice lines, struct slice record)
{
	static char text[PROTOCOL_DATA_MAX + 1];
	struct protocol_answer answer;
	struct slice line;
	size_t len;

	if (!slice_next(&lines, '\n', &line) ||
	    !protocol_read_answer(line, &answer))
		abort();
	if (answer.records == 0)
		return;
	if (!slice_next(&lines, '\n', &line) || line.len > PROTOCOL_IN_MAX ||
	    !protocol_read_data(line, text, &len) || len != record.len ||
	    memcmp(text, record.ptr, len) != 0)
		abort();
}

static void
carry_record(struct slice record)
{
	const struct dns_rr rr = {.type = DNS_TXT, .ttl = 300, .text = record};
	const struct dns_answer answer = {
	    .status = DNS_OK, .rr = &rr, .count = 1};
	struct buf out = BUF_INIT;

	spf_line_answer(&out, DNS_TXT, &answer);
	check_answer((struct slice) {out.data, out.len}, record);
	buf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size}, line;

	if (size == 0)
		return 0;
	if (memchr(data, '\0', size) == NULL)
		carry_record(rest);
	while (slice_next(&rest, '\n', &line))
		read_line(line);
	return 0;
}
