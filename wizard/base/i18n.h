/* Every sentence a user may read is marked for translation from the first day. */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)  gettext(text)
#define N_(text) text /* translated where it is shown */

/* The code of the language that messages are in: "en", "ja". */
const char *i18n_language(void);

/*
 * Whether the terminal is known to take nothing but ASCII. Said once at the
 * start; then what exists for those who read another script is left out.
 */
void i18n_set_ascii(bool ascii);
bool i18n_is_ascii(void);

#endif
