/* Runs a command without its standard output and prints what it took: wall ms, processors' ms, peak memory in KiB (measure COMMAND...). Leaves with the
   command's exit code. For benchmarks: what the system tells of a child, a script cannot ask for. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"

static double ms_of(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static void become(char **command)
{
	int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nothing >= 0 && dup2(nothing, STDOUT_FILENO) >= 0)
		(void)execvp(command[0], command);
	fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
	_exit(127);
}

int main(int argc, char **argv)
{
	double started = now_ms();
	struct rusage used;
	pid_t child;
	int status;

	if (argc < 2) {
		fputs("usage: measure COMMAND...\n", stderr);
		return 64;
	}
	child = fork();
	if (!child)
		become(argv + 1);
	if (child < 0 || waitpid(child, &status, 0) != child || getrusage(RUSAGE_CHILDREN, &used) != 0) {
		perror("measure");
		return 71;
	}
	printf("%.2f %.2f %ld\n", now_ms() - started, ms_of(used.ru_utime) + ms_of(used.ru_stime), used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
