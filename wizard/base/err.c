#include "wizard/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text that was cut must not end in half a character. */
static void
mend_cut(struct err *err)
{
	size_t n = strlen(err->msg);

	if (n < sizeof(err->msg) - 1)
		return;
	while (n > 0 && ((unsigned char)err->msg[n - 1] & 0xc0) == 0x80)
		n--;
	if (n > 0 && (unsigned char)err->msg[n - 1] >= 0xc0)
		n--;
	err->msg[n] = '\0';
}

static enum err_code
set(struct err *err, enum err_code code, size_t offset, const char *fmt,
    va_list ap)
{
	err->code = code;
	err->sys_errno = 0;
	err->offset = offset;
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	mend_cut(err);
	return code;
}

enum err_code
err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, code, 0, fmt, ap);
	va_end(ap);
	return code;
}

enum err_code
err_at(struct err *err, enum err_code code, size_t offset, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set(err, code, offset, fmt, ap);
	va_end(ap);
	return code;
}

enum err_code
err_sys(struct err *err, const char *fmt, ...)
{
	int saved = errno;
	va_list ap;
	size_t n;

	va_start(ap, fmt);
	set(err, ERR_SYS, 0, fmt, ap);
	va_end(ap);
	err->sys_errno = saved;
	n = strlen(err->msg);
	(void)snprintf(
	    err->msg + n, sizeof(err->msg) - n, ": %s", strerror(saved));
	mend_cut(err);
	return ERR_SYS;
}

enum err_code
err_wrap(struct err *err, const char *fmt, ...)
{
	char cause[sizeof(err->msg)];
	va_list ap;
	size_t n;

	(void)snprintf(cause, sizeof(cause), "%s", err->msg);
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	(void)snprintf(err->msg + n, sizeof(err->msg) - n, ": %s", cause);
	mend_cut(err);
	return err->code;
}
