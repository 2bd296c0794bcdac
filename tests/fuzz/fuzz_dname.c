/* Names: what was read once is read again as the same, by every reader. */
#include <stdint.h>
#include <string.h>

#include "tests/fuzz/require.h"
#include "wizard/record/dname.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(const struct dname *name)
{
	char text[DNAME_MAX * 4];
	struct dname again;
	struct err err;

	require(dname_parse(slice_of(name->text), &again, &err) == ERR_OK);
	require(strcmp(again.text, name->text) == 0);
	require(dname_is_within(name->text, dname_parent(name->text)));
	require(
	    dname_labels(name->text) ==
	    dname_labels(dname_parent(name->text)) + (name->text[0] != '\0'));
	dname_relative(name->text, "jp", text, sizeof(text));
	dname_unicode(name->text, text, sizeof(text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice typed = {(const char *)data, size};
	struct dname name;
	struct dname again;
	struct err err;
	unsigned notes;

	if (dname_parse(typed, &name, &err) == ERR_OK)
		check_name(&name);
	if (dname_from_user(typed, &name, &notes, &err) != ERR_OK)
		return 0;
	check_name(&name);
	require(dname_is_hostname(name.text));
	require(dname_from_user(slice_of(name.text), &again, &notes, &err) ==
		ERR_OK);
	require(strcmp(again.text, name.text) == 0 && notes == 0);
	return 0;
}
