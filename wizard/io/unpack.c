#include "wizard/io/unpack.h"

#include "wizard/base/i18n.h"

/* Text of many like rows shrinks to a fiftieth; deflate can do a thousandth. */
#define RATIO_MAX  200
#define SMALL_FILE (1U << 20) /* whose ratio does not matter */

struct unpack_service
unpack_service(void)
{
	return (struct unpack_service) {.gunzip = gunzip, .unzip = unzip};
}

size_t
unpack_limit(size_t packed)
{
	if (packed >= (UNPACKED_MAX - SMALL_FILE) / RATIO_MAX)
		return UNPACKED_MAX;
	return SMALL_FILE + packed * RATIO_MAX;
}

enum err_code
unpack_too_large(struct err *err)
{
	return err_set(err, ERR_LIMIT,
	    _("It unpacks to more than %u MB, or to more than %u times its "
	      "size. That is a trap, not a report: it was not read."),
	    UNPACKED_MAX >> 20, RATIO_MAX);
}
