/* Text escaped for the notations in which DNS data travels between programs. */
#ifndef RECORD_ESCAPE_H
#define RECORD_ESCAPE_H

#include "wizard/base/arena.h"

/* What comes back lives in the arena and is read as the same text again. */
typedef char *escape_text(struct arena *arena, struct slice text);

/*
 * The notation of that name, or NULL:
 *	json       a quoted string of JSON, of YAML and of JavaScript
 *	hcl        a quoted string of HCL (Terraform), no template in it
 *	csv        a field, RFC 4180
 *	shell      one word of a POSIX shell
 *	octal      a field of tinydns-data
 *	dnsmasq    a quoted string of dnsmasq.conf
 *	apostrophe zone text inside the apostrophes of unbound.conf
 *	semicolon  a TXT value of octoDNS
 *	bare       a domain name without its final dot
 */
escape_text *escape_find(struct slice notation);

#endif
