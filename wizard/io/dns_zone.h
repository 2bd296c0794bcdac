/*
 * Questions answered from zone files: a zone is judged before it is published.
 */
#ifndef IO_DNS_ZONE_H
#define IO_DNS_ZONE_H

#include "wizard/io/loop.h"

struct dns_zone;

/*
 * rest: who is asked about names outside every zone; borrowed, must outlive
 * this. NULL: such names are DNS_REFUSED.
 */
struct dns_zone *dns_zone_new(
    struct loop *loop, const struct dns_service *rest);

/* Drops all questions without calling back; fine inside a done callback. */
void dns_zone_free(struct dns_zone *zones);

/*
 * Reads one more file, at most ZONEFILE_MAX octets. origin: where its relative
 * names belong, "" for the root. The message names the file.
 */
enum err_code dns_zone_read(struct dns_zone *zones, const char *path,
    const char *origin, struct err *err) MUST_CHECK;

/*
 * The same answer whatever server is asked. The data of an answer is borrowed
 * from the zones: it is good until dns_zone_free.
 */
struct dns_service dns_zone_service(struct dns_zone *zones);

#endif
