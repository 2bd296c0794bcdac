/* A message of any octets: header, addresses, receivers, signatures. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/io/mail_check.h"
#include "wizard/record/authres.h"
#include "wizard/record/mailaddr.h"
#include "wizard/record/message.h"
#include "wizard/record/received.h"
#include "wizard/record/received_spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_field(struct arena *arena, const struct message_field *field)
{
	struct mailaddrs list = mailaddr_parse(arena, field->value);
	struct authres results = authres_parse(arena, field->value);
	struct received received = received_parse(arena, field->value);
	struct received_spf spf = received_spf_parse(arena, field->value);

	require(field->name.len > 0);
	require(field->name.len + field->value.len < field->text.len);
	require(memchr(field->name.ptr, ':', field->name.len) == NULL);
	require(list.count <= MAILADDR_MAX);
	for (size_t i = 0; i < list.count; i++)
		require(list.addr[i].domain == NULL ||
			list.addr[i].domain[0] != '\0');
	require(results.results <= AUTHRES_MAX);
	for (size_t i = 0; i < results.results; i++)
		require(results.result[i].properties <= AUTHRES_MAX);
	require(received.helo != NULL);
	if (spf.result == NULL)
		require(spf.client.family == 0 && spf.sender == NULL);
}

/* Every line ends with CRLF, and the size of the pieces does not matter. */
static void
check_body(const struct message *message, size_t size)
{
	struct message_reader whole = message_reader(message);
	struct message_reader pieces = whole;
	size_t room = 2 * size + 2, len, at = 0, n;
	char *all = malloc(room);
	char piece[3];

	require(all != NULL);
	len = message_read(&whole, all, room);
	require(message_read(&whole, piece, sizeof(piece)) == 0);
	require(len == 0 || memcmp(all + len - 2, "\r\n", 2) == 0);
	for (size_t i = 0; i < len; i++)
		require(
		    (all[i] == '\r') == (i + 1 < len && all[i + 1] == '\n'));
	while ((n = message_read(&pieces, piece, sizeof(piece))) > 0) {
		require(n <= len - at && memcmp(piece, all + at, n) == 0);
		at += n;
	}
	require(at == len);
	require(message_canonical_length(message, true) <=
		message_canonical_length(message, false));
	require(message_canonical_length(message, false) <= len + 2);
	free(all);
}

static void
check_signatures(struct slice text)
{
	static const struct mail_key key = {"football.example.com", "brisbane",
	    "v=DKIM1; k=ed25519; "
	    "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="};
	struct mail_signature signature[MAIL_SIGNATURES_MAX];
	struct mail_request request = {text, &key, 1};

	require(mail_check_message(&request, signature) <= MAIL_SIGNATURES_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = {.ptr = (const char *)data, .len = size};
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct message message;

	if (size == 0)
		text.ptr = "";
	if (message_parse(&arena, text, &message, &err) == ERR_OK) {
		require(message.fields <= MESSAGE_FIELDS_MAX);
		for (size_t i = 0; i < message.fields; i++)
			check_field(&arena, &message.field[i]);
		(void)authres_of(&arena, &message);
		(void)received_spf_of(&arena, &message);
		check_body(&message, size);
		check_signatures(text);
	}
	arena_release(&arena);
	return 0;
}
