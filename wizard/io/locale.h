/* The language of messages and the character set of the terminal. */
#ifndef IO_LOCALE_H
#define IO_LOCALE_H

/*
 * Sets the locale so that UTF-8 and the wanted language work, even where the
 * locale of that language is not installed: C.UTF-8 with LANGUAGE does. lang:
 * "en", "ja", or NULL for what the environment asks for.
 */
void locale_begin(const char *lang);

#endif
