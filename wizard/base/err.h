/* Errors are values: a code to branch on and a sentence a person can act on. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

#include "wizard/base/attr.h"

enum err_code {
	ERR_OK,
	ERR_SYS,     /* the system refused: sys_errno says why */
	ERR_SYNTAX,  /* the input does not follow its grammar: offset says where */
	ERR_RANGE,   /* well formed, but outside what is allowed */
	ERR_LIMIT,   /* larger than we are willing to take */
	ERR_EXISTS,  /* it is there already and is not overwritten */
	ERR_MISSING, /* it is not there */
	ERR_CRYPTO,  /* OpenSSL or the signature library refused */
	ERR_HELPER,  /* the SPF helper died, was killed or talked nonsense */
	ERR_LOCKED,  /* another session holds it */
	ERR_VERSION, /* written by a newer program */
};

struct err {
	enum err_code code;
	int sys_errno;
	size_t offset; /* octets from the start of the input; 0 when unknown */
	char msg[320];
};

#define ERR_INIT {.code = ERR_OK}

/*
 * Records a failure and returns its code, so that a function can fail in one
 * line: return err_set(err, ERR_SYNTAX, "..."). The text is cut, never lost.
 */
enum err_code err_set(struct err *err, enum err_code code, const char *fmt, ...)
    PRINTFLIKE(3, 4);

/* As err_set, for input that is wrong at a known octet. */
enum err_code err_at(struct err *err, enum err_code code, size_t offset,
    const char *fmt, ...) PRINTFLIKE(4, 5);

/* As err_set with ERR_SYS: appends what errno means. */
enum err_code err_sys(struct err *err, const char *fmt, ...) PRINTFLIKE(2, 3);

/* Puts context in front of a message: "reading x: no such file". */
enum err_code err_wrap(struct err *err, const char *fmt, ...) PRINTFLIKE(2, 3);

#endif
