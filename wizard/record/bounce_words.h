/* The words of causes, stages, identities, and the lists that templates hold.
 */
#ifndef RECORD_BOUNCE_WORDS_H
#define RECORD_BOUNCE_WORDS_H

#include "wizard/record/bounce.h"

/* A word that is none of them is the first of its kind. */
enum bounce_cause bounce_cause_named(const char *word);
enum bounce_stage bounce_stage_named(const char *word);
enum bounce_identity bounce_identity_named(const char *word); /* NULL: none */

/*
 * The value of "name=value" among the fields of a row; NULL: not there. It is
 * one of the words that are allowed there and lives forever.
 */
const char *bounce_field(const struct bounce_template *row, const char *name);

/* Is the word in a list whose words are parted by commas and blanks? */
bool bounce_list_has(const char *list, const char *word);

#endif
