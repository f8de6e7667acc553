/* Preloaded: what is written reaches the disk only after as many milliseconds as the file named by SLOW_DISK says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int later(const char *name, int fd)
{
	const char *path = getenv("SLOW_DISK");
	FILE *file = path ? fopen(path, "r") : NULL;
	int milliseconds = 0;
	struct timespec left;
	if (file) {
		if (fscanf(file, "%d", &milliseconds) != 1)
			milliseconds = 0;
		fclose(file);
	}
	left.tv_sec = milliseconds / 1000;
	left.tv_nsec = milliseconds % 1000 * 1000000L;
	while (nanosleep(&left, &left))
		;
	return ((int (*)(int))dlsym(RTLD_NEXT, name))(fd);
}

int fsync(int fd) { return later("fsync", fd); }
int fdatasync(int fd) { return later("fdatasync", fd); }
