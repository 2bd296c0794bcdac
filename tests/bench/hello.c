/* The least that a program with a screen does: the yardstick of first paint. */
#include <locale.h>
#include <ncurses.h>

int
main(void)
{
	setlocale(LC_ALL, "");
	initscr();
	mvaddstr(0, 0, "hello");
	refresh();
	getch();
	endwin();
	return 0;
}
