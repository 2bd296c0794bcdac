/* The word that a misspelt one was probably meant to be. */
#ifndef RECORD_NEAREST_H
#define RECORD_NEAREST_H

#include "wizard/base/buf.h"

#define NEAREST_MAX 16 /* octets of a word; longer ones are not guessed at */

/*
 * How many letters were added, left out, changed or swapped with their
 * neighbour (optimal string alignment), in ASCII, whatever their case is;
 * SIZE_MAX when a word is longer than NEAREST_MAX.
 */
size_t nearest_distance(struct slice a, struct slice b);

/* So many letters of a word may be wrong before it is another word. */
size_t nearest_allowed(struct slice word);

/*
 * The closest of the words, be it the same one in another case; NULL when none
 * is close, which is so of every word of one or two letters.
 */
const char *nearest_word(
    struct slice word, const char *const *words, size_t count);

#endif
