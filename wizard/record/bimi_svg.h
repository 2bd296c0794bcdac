/*
 * The picture of a BIMI record: is it SVG Tiny Portable/Secure, as mail clients
 * want it (draft-svg-tiny-ps-abrotman)?
 */
#ifndef RECORD_BIMI_SVG_H
#define RECORD_BIMI_SVG_H

#include "wizard/base/arena.h"

#define BIMI_SVG_MAX 32768 /* octets; more are not shown */

enum bimi_svg_fault {
	BIMI_SVG_SIZE = 1 << 0,     /* above BIMI_SVG_MAX */
	BIMI_SVG_XML = 1 << 1,      /* not well-formed, or not a picture */
	BIMI_SVG_PROFILE = 1 << 2,  /* not version="1.2" baseProfile="tiny-ps" */
	BIMI_SVG_TITLE = 1 << 3,    /* no title, or one that says nothing */
	BIMI_SVG_PLACED = 1 << 4,   /* x= or y= in the root element */
	BIMI_SVG_ACTIVE = 1 << 5,   /* scripts, animation, embedded pictures */
	BIMI_SVG_EXTERNAL = 1 << 6, /* it refers to another file */
	BIMI_SVG_SHAPE = 1 << 7,    /* not square */
};

struct bimi_svg {
	unsigned faults;     /* enum bimi_svg_fault */
	const char *element; /* the first that may not be there; or "" */
};

/* Of any octets; never fails. What is compressed is not looked into. */
struct bimi_svg bimi_svg_parse(struct arena *arena, struct slice text);

#endif
