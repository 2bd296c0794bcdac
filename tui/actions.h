/* What keys can do to a face: the right column of the tables of bindings.c. */
#ifndef TUI_ACTIONS_H
#define TUI_ACTIONS_H

#include "tui/face_state.h"

/* Moving the focus, and scrolling. */
void action_down(struct face *face);
void action_up(struct face *face);
void action_tab(struct face *face);
void action_backtab(struct face *face);
void action_page_down(struct face *face);
void action_page_up(struct face *face);
void action_bottom(struct face *face);
void action_top(struct face *face);
void action_line_down(struct face *face);
void action_line_up(struct face *face);

/* What the wizard is told. */
void action_press(struct face *face);
void action_enter(struct face *face);
void action_back(struct face *face);
void action_end_of_message(struct face *face);

/* The program itself. */
void action_help(struct face *face);
void action_repaint(struct face *face);
void action_suspend(struct face *face);
void action_quit(struct face *face);
void action_leave(struct face *face);
void action_ask_quit(struct face *face);
void action_plain(struct face *face);
void action_copy(struct face *face);
void action_language(struct face *face);

#endif
