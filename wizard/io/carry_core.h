/* What packing and unpacking share. */
#ifndef IO_CARRY_CORE_H
#define IO_CARRY_CORE_H

#include "wizard/flow/services.h"
#include "wizard/io/bundle.h"

struct carry {
	char *base;
};

/* Where a file of a domain is: its directory, and its name in there. */
enum err_code carry_open_directory(const char *base, const char *domain,
    const char *file, bool create, int *ret_fd, const char **ret_name,
    struct err *err) MUST_CHECK;

/* Appends a file of a domain; as vault_read, and ERR_MISSING. */
enum err_code carry_read(int dir, const char *name, struct vault *ret,
    struct err *err) MUST_CHECK;

void carry_note(struct arena *arena, struct carried_list *list,
    const struct carried *item);

enum err_code carry_unpack(void *self, const struct carry_request *request,
    struct arena *arena, struct carried_list *ret, struct err *err) MUST_CHECK;

#endif
