/* A file of any octets, read as whoever was sent it would: packed or not. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/flow/reports.h"
#include "wizard/io/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_row(const struct dmarc_row *row)
{
	require(row->ip.family == 4 || row->ip.family == 6);
	require(row->messages >= 0 && row->messages <= DMARC_REPORT_MESSAGES);
	require(row->signatures <= DMARC_REPORT_RESULTS);
	require(row->senders <= DMARC_REPORT_RESULTS);
	require(strlen(row->header_from) <= DMARC_REPORT_TEXT);
	for (size_t i = 0; i < row->signatures; i++)
		require(row->signature[i].domain != NULL &&
			row->signature[i].selector != NULL);
	for (size_t i = 0; i < row->senders; i++)
		require(row->sender[i].domain != NULL);
}

static void
check_xml(struct slice text)
{
	struct arena arena = ARENA_INIT;
	struct err err = ERR_INIT;
	struct dmarc_report report;

	if (dmarc_report_parse(&arena, text, &report, &err) == ERR_OK) {
		require(report.domain[0] != '\0' && report.rows <= text.len);
		require(strlen(report.org) <= DMARC_REPORT_TEXT);
		for (size_t i = 0; i < report.rows; i++)
			check_row(&report.row[i]);
	} else {
		require(err.msg[0] != '\0');
	}
	arena_release(&arena);
}

static void
check_file(struct slice file)
{
	const struct services services = {.unpack = unpack_service()};
	struct reports *reports = reports_new(&services);
	struct err err = ERR_INIT;
	size_t found;

	require((reports_add(reports, file, &found, &err) == ERR_OK) ==
		(err.code == ERR_OK));
	if (err.code == ERR_OK)
		require(found + reports_doubles(reports) > 0);
	if (err.code == ERR_MISSING)
		require(found == 0);
	reports_free(reports);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice file = {.ptr = (const char *)data, .len = size};

	if (size == 0)
		file.ptr = "";
	check_xml(file);
	check_file(file);
	return 0;
}
