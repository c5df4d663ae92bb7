/* What no program can be faster than on this machine, with two threads: `floor events <FILES` reads every YAML file named on standard input, a line each,
   into memory and then asks libyaml for its events; `floor pages FOLDER N BYTES` writes that many new files of that many bytes. Prints the milliseconds of
   the events or the writing, the best of several runs. For benchmarks. */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml.h>

#include "base/fs.h"
#include "clock.h"

enum { RUNS = 5, FILES_MAX = 1 << 20, BYTES_MAX = 1 << 20 };

struct job {
	str *text; /* events: what is read */
	int folder; /* pages: where they go */
	size_t from, to, bytes;
	bool failed;
};

static bool read_events(str text)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool done = false, ok = yaml_parser_initialize(&parser);

	if (!ok)
		return false;
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
	while (ok && !done) {
		ok = yaml_parser_parse(&parser, &event);
		done = ok && event.type == YAML_STREAM_END_EVENT;
		if (ok)
			yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return ok;
}

static void *events(void *arg)
{
	struct job *job = arg;

	for (size_t i = job->from; i < job->to; i++)
		job->failed |= !read_events(job->text[i]);
	return NULL;
}

static bool write_page(int folder, size_t i, const char *bytes, size_t n)
{
	char name[32];
	int fd;
	bool ok;

	snprintf(name, sizeof name, "%zu.html", i);
	fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0)
		return false;
	ok = write(fd, bytes, n) == (ssize_t)n;
	return close(fd) == 0 && ok;
}

static void *pages(void *arg)
{
	static const char bytes[BYTES_MAX] = "<!doctype html>";
	struct job *job = arg;

	for (size_t i = job->from; i < job->to && !job->failed; i++)
		job->failed = !write_page(job->folder, i, bytes, job->bytes);
	return NULL;
}

/* One run of both halves; negative where one failed. */
static double run(void *(*half)(void *), struct job job)
{
	struct job other = job;
	double started = now_ms();
	pthread_t thread;

	other.from = job.to = job.from + (job.to - job.from) / 2;
	if (pthread_create(&thread, NULL, half, &other) != 0)
		return -1;
	half(&job);
	if (pthread_join(thread, NULL) != 0 || job.failed || other.failed)
		return -1;
	return now_ms() - started;
}

static bool read_named(str *text, size_t *n, struct arena *a)
{
	static char line[4096];
	struct err e = { 0 };

	for (*n = 0; *n < FILES_MAX && fgets(line, sizeof line, stdin); ++*n) {
		line[strcspn(line, "\n")] = 0;
		if (!fs_read_named(str_from_z(line), BYTES_MAX, a, &text[*n], &e)) {
			fprintf(stderr, "floor: %s\n", line);
			return false;
		}
	}
	return *n > 0;
}

static double floor_of_events(struct arena *a)
{
	str *text = arena_array(a, FILES_MAX, str);
	double best = -1;
	size_t n;

	if (!read_named(text, &n, a))
		return -1;
	for (int i = 0; i < RUNS; i++) {
		double ms = run(events, (struct job){ .text = text, .to = n });

		if (ms < 0)
			return -1;
		best = i && best < ms ? best : ms;
	}
	return best;
}

/* New files each time, in a folder of their own: a folder where files were just removed is slower (ext4). */
static double floor_of_pages(const char *folder, size_t n, size_t bytes)
{
	double best = -1;

	for (int i = 0; i < RUNS && bytes <= BYTES_MAX; i++) {
		char path[4096];
		double ms = -1;
		int fd;

		snprintf(path, sizeof path, "%s/%d", folder, i);
		if (mkdir(path, 0755) != 0 || (fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
			return -1;
		ms = run(pages, (struct job){ .folder = fd, .to = n, .bytes = bytes });
		close(fd);
		if (ms < 0)
			return -1;
		best = i && best < ms ? best : ms;
	}
	return best;
}

int main(int argc, char **argv)
{
	struct arena a;
	double ms = -1;

	arena_init(&a);
	if (argc == 2 && !strcmp(argv[1], "events"))
		ms = floor_of_events(&a);
	else if (argc == 5 && !strcmp(argv[1], "pages"))
		ms = floor_of_pages(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10));
	else
		fputs("usage: floor events <FILES, or floor pages FOLDER N BYTES\n", stderr);
	arena_free(&a);
	if (ms < 0)
		return 1;
	printf("%.2f\n", ms);
	return 0;
}
