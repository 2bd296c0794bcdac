#include "wizard/io/locale.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "wizard/base/attr.h"
#include "wizard/base/i18n.h"
#include "wizard/io/paths.h"

#define DOMAIN "inkan"

/* What the environment asks for, in the order in which gettext looks. */
static const char *
wanted(void)
{
	static const char *const names[] = {
	    "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return value;
	}
	return "";
}

/* The coding that the environment asks for: "eucJP" of ja_JP.eucJP, or "". */
static const char *
wanted_coding(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		const char *value = getenv(names[i]);
		const char *dot;

		if (value == NULL || value[0] == '\0')
			continue;
		if (strcmp(value, "C") == 0 || strcmp(value, "POSIX") == 0)
			return "ASCII";
		dot = strchr(value, '.');
		return dot == NULL ? "" : dot + 1;
	}
	return "";
}

/* A terminal of another coding would show garbage in place of kanji. */
static bool
takes_utf8(void)
{
	static const char *const good[] = {"", "UTF-8", "UTF8"};
	const char *coding = wanted_coding();
	size_t len = strcspn(coding, "@");

	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (strlen(good[i]) == len &&
		    strncasecmp(coding, good[i], len) == 0)
			return true;
	return false;
}

static bool
is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

/* The kernel's console has no kanji. */
static bool
can_show_japanese(void)
{
	const char *term = getenv("TERM");

	return term == NULL || strcmp(term, "linux") != 0;
}

static const char *
catalogues(struct arena *arena)
{
	const char *program = paths_program(arena);
	const char *built;

	if (program == NULL)
		return "/usr/share/locale";
	built = arena_printf(arena, "%s/locale", program);
	if (access(built, R_OK) == 0)
		return built;
	return arena_printf(arena, "%s/../share/locale", program);
}

void
locale_begin(const char *lang)
{
	struct arena arena = ARENA_INIT;
	bool japanese, asked = lang != NULL;

	if (lang == NULL)
		lang = wanted();
	japanese = strncmp(lang, "ja", 2) == 0 && can_show_japanese() &&
	    (asked || takes_utf8());
	i18n_set_ascii(!takes_utf8());
	/* gettext ignores LANGUAGE in the C locale, but not in C.UTF-8. */
	if (setlocale(LC_ALL, "") == NULL || !is_utf8() ||
	    strcmp(setlocale(LC_MESSAGES, NULL), "C") == 0)
		(void)setlocale(LC_ALL, "C.UTF-8");
	(void)setenv("LANGUAGE", japanese ? "ja" : "en", 1);
	(void)bindtextdomain(DOMAIN, catalogues(&arena));
	(void)bind_textdomain_codeset(DOMAIN, "UTF-8");
	(void)textdomain(DOMAIN);
	arena_release(&arena);
}
