/* Files that the user asked for: exported records, texts to send to somebody.
 */
#ifndef IO_OUTFILE_H
#define IO_OUTFILE_H

#include "wizard/flow/services.h"

struct outfile;

/* home: where names without a slash go; see paths_home. */
struct outfile *outfile_new(const char *home);
void outfile_free(struct outfile *outfile); /* NULL is fine */

/*
 * The function of services.h. 0644 less the umask; whole or not at all; what is
 * there already with the same content is left as it is. ERR_RANGE for a link, a
 * directory or a device in its place, even when it may be replaced.
 */
struct file_service outfile_service(struct outfile *outfile);

#endif
