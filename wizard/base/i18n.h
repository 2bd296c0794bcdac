/* Every sentence a user may read is marked for translation from the first day. */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text /* translated where it is shown */

#endif
