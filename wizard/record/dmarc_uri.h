/* Report addresses, RFC 9989 section 4.8: for the reader of records. */
#ifndef RECORD_DMARC_URI_H
#define RECORD_DMARC_URI_H

#include "wizard/record/dmarc.h"

/* One element of the list; its place is left to the caller. */
struct dmarc_uri dmarc_uri_read(struct slice text);

/* "mailto:a@x" for "a@x" and the like; NULL when nothing comes to mind. */
const char *dmarc_uri_meant(struct arena *arena, struct slice text);

#endif
