/* What a helper that libspf2 has lost control of could try; tests only. */
#ifndef TESTS_MISBEHAVE_H
#define TESTS_MISBEHAVE_H

/* Does what the word says; a word that is not known does nothing. */
void misbehave(const char *word);

#endif
