/* A library loaded before the C library (LD_PRELOAD) that lets writes and syncs of the files below one directory
 * fail now and then. Tests only: libfiu knows no directories, and a program whose every `write` may fail cannot
 * wake its own threads.
 *
 * Environment: FAILING_BELOW, the directory; FAILING_CONTROL, a file of two numbers of four bytes: how many calls in
 * ten thousand fail now, and how many have failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static struct { _Atomic uint32_t often, failed; } *control;
static char below[PATH_MAX];
static size_t below_len;
static _Atomic uint32_t state = 20261127;

__attribute__((constructor)) static void begin(void)
{
	const char *dir = getenv("FAILING_BELOW"), *file = getenv("FAILING_CONTROL");
	int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
	control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (!dir || control == MAP_FAILED)
		_exit(96);
	close(fd);
	snprintf(below, sizeof below, "%s/", dir);
	below_len = strlen(below);
}

static uint32_t chance(void)
{
	uint32_t old = atomic_load(&state), new;
	do {
		new = old;
		new ^= new << 13;
		new ^= new >> 17;
		new ^= new << 5;
	} while (!atomic_compare_exchange_weak(&state, &old, new));
	return new;
}

static int fails(int fd)
{
	char at[64], name[PATH_MAX];
	int kept = errno;
	if (atomic_load(&control->often) == 0)
		return 0;
	snprintf(at, sizeof at, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(at, name, sizeof name - 1);
	errno = kept;
	if (n < 0 || strncmp(name, below, below_len) || chance() % 10000 >= atomic_load(&control->often))
		return 0;
	atomic_fetch_add(&control->failed, 1);
	errno = EIO;
	return 1;
}

/* Half of what fails has written a part before. */
#define PART(size) (chance() % 2 ? (size) / 2 : 0)

ssize_t write(int fd, const void *data, size_t size)
{
	if (!fails(fd))
		return REAL(write)(fd, data, size);
	size_t part = PART(size);
	return part ? REAL(write)(fd, data, part) : -1;
}
ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	return fails(fd) ? -1 : REAL(writev)(fd, pieces, count);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at)
{
	if (!fails(fd))
		return REAL(pwrite64)(fd, data, size, at);
	size_t part = PART(size);
	return part ? REAL(pwrite64)(fd, data, part, at) : -1;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }
int fsync(int fd) { return fails(fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(fd) ? -1 : REAL(fdatasync)(fd); }
int ftruncate64(int fd, off64_t size) { return fails(fd) ? -1 : REAL(ftruncate64)(fd, size); }
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
