/*
 * DKIM keys that this machine has already, from the configuration of its
 * signers: OpenDKIM, rspamd, Exim, OpenSMTPD, dkimpy-milter, amavisd. Key files
 * are named, never opened.
 */
#ifndef IO_HOST_KEYS_H
#define IO_HOST_KEYS_H

#include "wizard/flow/services.h"

/* root: in front of every path, "" for the machine itself. */
struct host_signing host_keys_find(
    struct arena *arena, const char *root, const char *domain);

#endif
