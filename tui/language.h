/* Changing the language of all messages while the program runs. */
#ifndef TUI_LANGUAGE_H
#define TUI_LANGUAGE_H

/* From English to Japanese and back. */
void language_toggle(void);

#endif
