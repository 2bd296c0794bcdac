#include "wizard/io/standard.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void
standard_begin(void)
{
	/* The wrong way round, so that what is used all the same fails. */
	static const int mode[] = {
	    [STDIN_FILENO] = O_WRONLY,
	    [STDOUT_FILENO] = O_RDONLY,
	    [STDERR_FILENO] = O_RDONLY,
	};

	/* The lowest number that is free is the one that open() gives. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)!open("/dev/null", mode[fd]);
}

bool
standard_end(void)
{
	return fflush(stdout) == 0 && ferror(stdout) == 0;
}
