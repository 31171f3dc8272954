/*
 * The recorder: a library loaded before the C library (LD_PRELOAD) that writes down, in one true order, every
 * change a program makes to the files below one directory, every sync of them, and every byte it sends on a
 * socket. Tests only; how to read what it writes stands in `log.rs`, how it is used in `README.md`.
 *
 * One lock lies around each call and its record, so the order of the records is the order of the calls.
 * Anything that could change a file and is not understood here ends the program with a record 'F' and words:
 * a recorder that lets something pass proves nothing. That it lets nothing pass is checked once more from the
 * outside: the whole log, played back, must give the real directory byte for byte.
 *
 * Environment: RECORDER_ROOT, the directory (absolute, without links); RECORDER_LOG, a file outside it.
 * A record: u32 length of the rest | u8 kind | i64 a | i64 b | i64 c | u32 n | n bytes | u32 m | m bytes.
 *
 * To add a call: a function of its name that takes the lock, calls the real one and records what happened.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/falloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
#define FDS 65536

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -1;
static char root[PATH_MAX];
static size_t root_len;
/* Which open descriptors are files or directories below the root. */
static unsigned char ours[FDS];

static void *real(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);
	if (!found) {
		static const char words[] = "recorder: the C library lacks a function\n";
		(void)!syscall(SYS_write, 2, words, sizeof words - 1);
		_exit(97);
	}
	return found;
}

static void put_all(const void *data, size_t n)
{
	const char *at = data;
	while (n > 0) {
		ssize_t wrote = REAL(write)(log_fd, at, n);
		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			_exit(98);
		at += wrote;
		n -= (size_t)wrote;
	}
}

static void put(char kind, int64_t a, int64_t b, int64_t c, const void *s, size_t n, const void *t, size_t m)
{
	unsigned char head[4 + 1 + 24 + 4];
	uint32_t n32 = (uint32_t)n, m32 = (uint32_t)m;
	uint32_t rest = (uint32_t)(1 + 24 + 4 + n + 4 + m);
	int kept = errno;
	memcpy(head, &rest, 4);
	head[4] = (unsigned char)kind;
	memcpy(head + 5, &a, 8);
	memcpy(head + 13, &b, 8);
	memcpy(head + 21, &c, 8);
	memcpy(head + 29, &n32, 4);
	put_all(head, sizeof head);
	put_all(s, n);
	put_all(&m32, 4);
	put_all(t, m);
	errno = kept;
}

static void put_path(char kind, int64_t a, int64_t b, int64_t c, const char *path)
{
	put(kind, a, b, c, path, strlen(path), "", 0);
}

/* Ends the program: something happened that the log could not tell. */
static void fail(const char *words, const char *more)
{
	put('F', 0, 0, 0, words, strlen(words), more, strlen(more));
	dprintf(2, "recorder: %s: %s\n", words, more);
	_exit(99);
}

__attribute__((constructor)) static void begin(void)
{
	const char *dir = getenv("RECORDER_ROOT"), *file = getenv("RECORDER_LOG");
	if (!dir || !file || !realpath(dir, root)) {
		dprintf(2, "recorder: RECORDER_ROOT and RECORDER_LOG name a directory and a file\n");
		_exit(96);
	}
	root_len = strlen(root);
	log_fd = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	/* Out of the way of everything that counts descriptors. */
	int high = REAL(fcntl)(log_fd, F_DUPFD_CLOEXEC, 1000);
	if (high < 0)
		_exit(96);
	REAL(close)(log_fd);
	log_fd = high;
	/* A program that starts others would have to be recorded with them. */
	unsetenv("LD_PRELOAD");
}

/* The place below the root that a name means, or nothing. */
static const char *below(int dir, const char *path, char *out)
{
	char full[PATH_MAX * 2], at[64];
	if (path[0] == '/') {
		snprintf(full, sizeof full, "%s", path);
	} else {
		char base[PATH_MAX] = "";
		if (dir == AT_FDCWD) {
			if (!getcwd(base, sizeof base))
				return NULL;
		} else {
			snprintf(at, sizeof at, "/proc/self/fd/%d", dir);
			ssize_t n = readlink(at, base, sizeof base - 1);
			if (n < 0)
				return NULL;
			base[n] = 0;
		}
		snprintf(full, sizeof full, "%s/%s", base, path);
	}
	if (strncmp(full, root, root_len) || (full[root_len] != '/' && full[root_len] != 0))
		return NULL;
	if (strstr(full, "/../") || strstr(full, "/./"))
		fail("a name with dots", full);
	snprintf(out, PATH_MAX, "%s", full[root_len] ? full + root_len + 1 : "");
	for (size_t n = strlen(out); n > 0 && out[n - 1] == '/'; n--)
		out[n - 1] = 0;
	return out;
}

static int is_ours(int fd)
{
	return fd >= 0 && fd < FDS && ours[fd];
}

static int kind_of(int fd)
{
	struct stat about;
	return fstat(fd, &about) ? 0 : (int)(about.st_mode & S_IFMT);
}

/* A regular file below the root that is written to must have been seen when it was opened. */
static int records(int fd)
{
	if (kind_of(fd) != S_IFREG)
		return 0;
	char at[64], name[PATH_MAX], place[PATH_MAX];
	snprintf(at, sizeof at, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(at, name, sizeof name - 1);
	if (n < 0)
		return is_ours(fd);
	name[n] = 0;
	int inside = below(AT_FDCWD, name, place) != NULL;
	if (inside && !is_ours(fd))
		fail("a file is written that nobody was seen to open", name);
	return is_ours(fd);
}

#define LOCK() pthread_mutex_lock(&lock)
#define UNLOCK() do { int kept_ = errno; pthread_mutex_unlock(&lock); errno = kept_; } while (0)

/* ---- names ---- */

static void noted(int fd, int dir, const char *path, int flags, int existed)
{
	char place[PATH_MAX];
	if (fd < 0 || fd == log_fd || !below(dir, path, place))
		return;
	if (fd >= FDS)
		fail("more descriptors than the recorder counts", place);
	struct stat about;
	fstat(fd, &about);
	if (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
		return;
	if (flags & (O_DIRECT | (O_TMPFILE & ~O_DIRECTORY)))
		fail("a way of opening that is not understood", place);
	ours[fd] = 1;
	put_path('O', fd, (flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY ? 1 : 0) | (existed ? 0 : 2),
		 about.st_mode, place);
}

static int do_open(int dir, const char *path, int flags, mode_t mode)
{
	char place[PATH_MAX];
	int existed = 1;
	LOCK();
	if (flags & O_CREAT && below(dir, path, place)) {
		struct stat about;
		existed = fstatat(dir, path, &about, 0) == 0;
	}
	int fd = REAL(openat)(dir, path, flags, mode);
	int kept = errno;
	noted(fd, dir, path, flags, existed);
	errno = kept;
	UNLOCK();
	return fd;
}

#define MODE(flags) \
	mode_t mode = 0; \
	if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) { \
		va_list rest; \
		va_start(rest, flags); \
		mode = va_arg(rest, mode_t); \
		va_end(rest); \
	}

int open(const char *path, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return do_open(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE(flags) return do_open(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE(flags) return do_open(dir, path, flags | O_LARGEFILE, mode); }
int __open_2(const char *path, int flags) { return do_open(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return do_open(AT_FDCWD, path, flags | O_LARGEFILE, 0); }
int __openat_2(int dir, const char *path, int flags) { return do_open(dir, path, flags, 0); }
int __openat64_2(int dir, const char *path, int flags) { return do_open(dir, path, flags | O_LARGEFILE, 0); }
int creat(const char *path, mode_t mode) { return do_open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return do_open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_LARGEFILE, mode); }

static void no_streams(const char *path, const char *mode)
{
	char place[PATH_MAX];
	if (strpbrk(mode, "wa+") && below(AT_FDCWD, path, place))
		fail("a stream of the C library writes", place);
}
FILE *fopen(const char *path, const char *mode) { no_streams(path, mode); return REAL(fopen)(path, mode); }
FILE *fopen64(const char *path, const char *mode) { no_streams(path, mode); return REAL(fopen64)(path, mode); }

int close(int fd)
{
	LOCK();
	if (is_ours(fd)) {
		ours[fd] = 0;
		put('C', fd, 0, 0, "", 0, "", 0);
	}
	int done = REAL(close)(fd);
	UNLOCK();
	return done;
}

int close_range(unsigned first, unsigned last, int flags)
{
	fail("close_range is not understood", "");
	(void)first, (void)last, (void)flags;
	return -1;
}

static int copied(int old, int new)
{
	if (new < 0 || new == old)
		return new;
	if (is_ours(new)) {
		ours[new] = 0;
		put('C', new, 0, 0, "", 0, "", 0);
	}
	if (is_ours(old)) {
		if (new >= FDS)
			fail("more descriptors than the recorder counts", "dup");
		ours[new] = 1;
		put('2', old, new, 0, "", 0, "", 0);
	}
	return new;
}

int dup(int old) { LOCK(); int new = copied(old, REAL(dup)(old)); UNLOCK(); return new; }
int dup2(int old, int to) { LOCK(); int new = copied(old, REAL(dup2)(old, to)); UNLOCK(); return new; }
int dup3(int old, int to, int flags) { LOCK(); int new = copied(old, REAL(dup3)(old, to, flags)); UNLOCK(); return new; }

static int do_fcntl(int fd, int command, void *argument)
{
	if (command != F_DUPFD && command != F_DUPFD_CLOEXEC)
		return REAL(fcntl)(fd, command, argument);
	LOCK();
	int new = copied(fd, REAL(fcntl)(fd, command, argument));
	UNLOCK();
	return new;
}
#define ARGUMENT(last) \
	va_list rest; \
	va_start(rest, last); \
	void *argument = va_arg(rest, void *); \
	va_end(rest);
int fcntl(int fd, int command, ...) { ARGUMENT(command) return do_fcntl(fd, command, argument); }
int fcntl64(int fd, int command, ...) { ARGUMENT(command) return do_fcntl(fd, command, argument); }

/* A call on one name. */
#define ONE(kind, call, dir, path, a, c) \
	char place[PATH_MAX]; \
	LOCK(); \
	int done = call; \
	if (!done && below(dir, path, place)) \
		put_path(kind, a, 0, c, place); \
	UNLOCK(); \
	return done;

static int64_t mode_at(int dir, const char *path)
{
	struct stat about;
	return fstatat(dir, path, &about, 0) ? 0 : (int64_t)about.st_mode;
}

int unlink(const char *path) { ONE('U', REAL(unlink)(path), AT_FDCWD, path, 0, 0) }
int rmdir(const char *path) { ONE('D', REAL(rmdir)(path), AT_FDCWD, path, 0, 0) }
int unlinkat(int dir, const char *path, int flags) { ONE(flags & AT_REMOVEDIR ? 'D' : 'U', REAL(unlinkat)(dir, path, flags), dir, path, 0, 0) }
int remove(const char *path) { return S_ISDIR(mode_at(AT_FDCWD, path)) ? rmdir(path) : unlink(path); }
int mkdir(const char *path, mode_t mode) { ONE('M', REAL(mkdir)(path, mode), AT_FDCWD, path, 0, mode_at(AT_FDCWD, path)) }
int mkdirat(int dir, const char *path, mode_t mode) { ONE('M', REAL(mkdirat)(dir, path, mode), dir, path, 0, mode_at(dir, path)) }
int truncate(const char *path, off_t size) { ONE('t', REAL(truncate)(path, size), AT_FDCWD, path, size, 0) }
int truncate64(const char *path, off64_t size) { ONE('t', REAL(truncate64)(path, size), AT_FDCWD, path, size, 0) }
int chmod(const char *path, mode_t mode) { ONE('X', REAL(chmod)(path, mode), AT_FDCWD, path, 0, mode_at(AT_FDCWD, path)) }
int fchmodat(int dir, const char *path, mode_t mode, int flags) { ONE('X', REAL(fchmodat)(dir, path, mode, flags), dir, path, 0, mode_at(dir, path)) }

int fchmod(int fd, mode_t mode)
{
	LOCK();
	int done = REAL(fchmod)(fd, mode);
	if (!done && is_ours(fd))
		put('x', fd, 0, mode, "", 0, "", 0);
	UNLOCK();
	return done;
}

/* A call on two names: both below the root or neither. */
static void two(char kind, int from_dir, const char *from, int to_dir, const char *to)
{
	char a[PATH_MAX], b[PATH_MAX];
	const char *one = below(from_dir, from, a), *other = below(to_dir, to, b);
	if (!one != !other)
		fail("a file goes over the border of the directory", to);
	if (one)
		put(kind, 0, 0, 0, a, strlen(a), b, strlen(b));
}

#define TWO(kind, call, from_dir, from, to_dir, to) \
	LOCK(); \
	int done = call; \
	if (!done) \
		two(kind, from_dir, from, to_dir, to); \
	UNLOCK(); \
	return done;

int rename(const char *from, const char *to) { TWO('R', REAL(rename)(from, to), AT_FDCWD, from, AT_FDCWD, to) }
int renameat(int a, const char *from, int b, const char *to) { TWO('R', REAL(renameat)(a, from, b, to), a, from, b, to) }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	if (flags & ~(unsigned)RENAME_NOREPLACE)
		fail("a kind of renaming that is not understood", to);
	TWO('R', REAL(renameat2)(a, from, b, to, flags), a, from, b, to)
}
int link(const char *from, const char *to) { TWO('L', REAL(link)(from, to), AT_FDCWD, from, AT_FDCWD, to) }
int linkat(int a, const char *from, int b, const char *to, int flags)
{
	if (flags & AT_EMPTY_PATH)
		fail("a kind of linking that is not understood", to);
	TWO('L', REAL(linkat)(a, from, b, to, flags), a, from, b, to)
}
int symlinkat(const char *target, int dir, const char *path)
{
	char place[PATH_MAX];
	if (below(dir, path, place))
		fail("a symbolic link is made", place);
	return REAL(symlinkat)(target, dir, path);
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }
int mknodat(int dir, const char *path, mode_t mode, dev_t device)
{
	char place[PATH_MAX];
	if (below(dir, path, place))
		fail("a special file is made", place);
	return REAL(mknodat)(dir, path, mode, device);
}
int mknod(const char *path, mode_t mode, dev_t device) { return mknodat(AT_FDCWD, path, mode, device); }
int mkfifo(const char *path, mode_t mode) { return mknodat(AT_FDCWD, path, mode | S_IFIFO, 0); }

/* The name of a socket is a name like others. */
int bind(int fd, const struct sockaddr *address, socklen_t length)
{
	char place[PATH_MAX];
	LOCK();
	int done = REAL(bind)(fd, address, length);
	if (!done && address->sa_family == AF_UNIX) {
		const char *path = ((const struct sockaddr_un *)address)->sun_path;
		if (path[0] && below(AT_FDCWD, path, place))
			put_path('K', 0, 0, mode_at(AT_FDCWD, path), place);
	}
	UNLOCK();
	return done;
}

/* ---- bytes ---- */

/* The first `n` bytes of several pieces, as one record. */
static void put_pieces(char kind, int fd, int64_t offset, const struct iovec *pieces, int count, size_t n)
{
	char *all = malloc(n ? n : 1), *to = all;
	size_t left = n;
	for (int i = 0; i < count && left > 0; i++) {
		size_t part = pieces[i].iov_len < left ? pieces[i].iov_len : left;
		memcpy(to, pieces[i].iov_base, part);
		to += part;
		left -= part;
	}
	put(kind, fd, offset, 0, all, n, "", 0);
	free(all);
}

/* The IPv4 address at the other end, as a number; 0 for anything else. Tests give each request an address of
 * its own, which tells whose answer was sent. */
static int64_t peer_of(int fd)
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof peer;
	if (getpeername(fd, (struct sockaddr *)&peer, &length) || peer.ss_family != AF_INET)
		return 0;
	return ntohl(((struct sockaddr_in *)&peer)->sin_addr.s_addr);
}

/* What `call` wrote at the file's own position, or sent. `call` gives how much. Pipes and terminals may make
 * their writer wait and are left alone. */
#define STREAMED(fd, call, pieces, count) \
	int kind = kind_of(fd); \
	if (kind != S_IFREG && kind != S_IFSOCK) \
		return call; \
	LOCK(); \
	int seen = kind == S_IFREG ? records(fd) : 1; \
	ssize_t n = call; \
	if (n > 0 && seen && kind == S_IFREG) \
		put_pieces('P', fd, lseek64(fd, 0, SEEK_CUR) - n, pieces, count, (size_t)n); \
	else if (n > 0 && seen) \
		put_pieces('W', fd, peer_of(fd), pieces, count, (size_t)n); \
	UNLOCK(); \
	return n;

ssize_t write(int fd, const void *data, size_t size)
{
	struct iovec one = {(void *)data, size};
	STREAMED(fd, REAL(write)(fd, data, size), &one, 1)
}
ssize_t writev(int fd, const struct iovec *pieces, int count) { STREAMED(fd, REAL(writev)(fd, pieces, count), pieces, count) }

ssize_t send(int fd, const void *data, size_t size, int flags)
{
	struct iovec one = {(void *)data, size};
	STREAMED(fd, REAL(send)(fd, data, size, flags), &one, 1)
}
ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length)
{
	struct iovec one = {(void *)data, size};
	STREAMED(fd, REAL(sendto)(fd, data, size, flags, to, length), &one, 1)
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
	STREAMED(fd, REAL(sendmsg)(fd, message, flags), message->msg_iov, (int)message->msg_iovlen)
}
int sendmmsg(int fd, struct mmsghdr *messages, unsigned count, int flags)
{
	fail("sendmmsg is not understood", "");
	(void)fd, (void)messages, (void)count, (void)flags;
	return -1;
}

#define PLACED(fd, offset, call, pieces, count) \
	LOCK(); \
	int seen = records(fd); \
	ssize_t n = call; \
	if (n > 0 && seen) { \
		if (REAL(fcntl)(fd, F_GETFL) & O_APPEND) \
			fail("a placed write to a file that only grows", ""); \
		put_pieces('P', fd, offset, pieces, count, (size_t)n); \
	} \
	UNLOCK(); \
	return n;

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
	struct iovec one = {(void *)data, size};
	PLACED(fd, offset, REAL(pwrite)(fd, data, size, offset), &one, 1)
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	struct iovec one = {(void *)data, size};
	PLACED(fd, offset, REAL(pwrite64)(fd, data, size, offset), &one, 1)
}
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset) { PLACED(fd, offset, REAL(pwritev)(fd, pieces, count, offset), pieces, count) }
ssize_t pwritev64(int fd, const struct iovec *pieces, int count, off64_t offset) { PLACED(fd, offset, REAL(pwritev64)(fd, pieces, count, offset), pieces, count) }
ssize_t pwritev2(int fd, const struct iovec *pieces, int count, off_t offset, int flags)
{
	if (records(fd))
		fail("pwritev2 is not understood", "");
	return REAL(pwritev2)(fd, pieces, count, offset, flags);
}
ssize_t pwritev64v2(int fd, const struct iovec *pieces, int count, off64_t offset, int flags) { return pwritev2(fd, pieces, count, offset, flags); }

/* What lies in a file now, after the kernel copied it there by itself. */
static void put_read_back(int fd, off64_t offset, ssize_t n)
{
	char *all = malloc((size_t)n);
	char at[64];
	snprintf(at, sizeof at, "/proc/self/fd/%d", fd);
	int again = REAL(open)(at, O_RDONLY | O_CLOEXEC);
	if (again < 0 || pread64(again, all, (size_t)n, offset) != n)
		fail("what was copied cannot be read back", "");
	REAL(close)(again);
	put('P', fd, offset, 0, all, (size_t)n, "", 0);
	free(all);
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t size, unsigned flags)
{
	LOCK();
	int seen = records(out);
	ssize_t n = REAL(copy_file_range)(in, in_at, out, out_at, size, flags);
	if (n > 0 && seen)
		put_read_back(out, (out_at ? *out_at : lseek64(out, 0, SEEK_CUR)) - n, n);
	UNLOCK();
	return n;
}

static ssize_t do_sendfile(int out, int in, off64_t *at, size_t size)
{
	int kind = kind_of(out);
	if (kind == S_IFSOCK)
		fail("a file is sent to a socket by the kernel", "sendfile");
	LOCK();
	int seen = records(out);
	ssize_t n = REAL(sendfile64)(out, in, at, size);
	if (n > 0 && seen)
		put_read_back(out, lseek64(out, 0, SEEK_CUR) - n, n);
	UNLOCK();
	return n;
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) { return do_sendfile(out, in, (off64_t *)at, size); }
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) { return do_sendfile(out, in, at, size); }

ssize_t splice(int in, off64_t *in_at, int out, off64_t *out_at, size_t size, unsigned flags)
{
	if (records(out) || kind_of(out) == S_IFSOCK)
		fail("splice is not understood", "");
	return REAL(splice)(in, in_at, out, out_at, size, flags);
}

#define RESIZED(call) \
	LOCK(); \
	int seen = records(fd); \
	int done = call; \
	if (!done && seen) \
		put('T', fd, size, 0, "", 0, "", 0); \
	UNLOCK(); \
	return done;
int ftruncate(int fd, off_t size) { RESIZED(REAL(ftruncate)(fd, size)) }
int ftruncate64(int fd, off64_t size) { RESIZED(REAL(ftruncate64)(fd, size)) }

static void allocated(int fd, int mode, int64_t offset, int64_t size)
{
	if (mode & ~FALLOC_FL_KEEP_SIZE)
		fail("a kind of fallocate that is not understood", "");
	if (mode == 0)
		put('A', fd, offset + size, 0, "", 0, "", 0);
}
#define ALLOCATED(call, mode) \
	LOCK(); \
	int seen = records(fd); \
	int done = call; \
	if (!done && seen) \
		allocated(fd, mode, offset, size); \
	UNLOCK(); \
	return done;
int fallocate(int fd, int mode, off_t offset, off_t size) { ALLOCATED(REAL(fallocate)(fd, mode, offset, size), mode) }
int fallocate64(int fd, int mode, off64_t offset, off64_t size) { ALLOCATED(REAL(fallocate64)(fd, mode, offset, size), mode) }
int posix_fallocate(int fd, off_t offset, off_t size) { ALLOCATED(REAL(posix_fallocate)(fd, offset, size), 0) }
int posix_fallocate64(int fd, off64_t offset, off64_t size) { ALLOCATED(REAL(posix_fallocate64)(fd, offset, size), 0) }

/* A map that can be written to changes a file unseen. SQLite's index of its log is one, and is made anew from
 * the log at each start; no other file may have one. */
static void no_shared_map(int protection, int flags, int fd)
{
	if ((flags & MAP_TYPE) == MAP_PRIVATE || !(protection & PROT_WRITE) || fd < 0 || !records(fd))
		return;
	char at[64], name[PATH_MAX];
	snprintf(at, sizeof at, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(at, name, sizeof name - 1);
	name[n < 0 ? 0 : n] = 0;
	size_t length = strlen(name);
	if (length < 4 || strcmp(name + length - 4, "-shm"))
		fail("a file is changed through a map", name);
}
void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	no_shared_map(protection, flags, fd);
	return REAL(mmap)(at, size, protection, flags, fd, offset);
}
void *mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
	no_shared_map(protection, flags, fd);
	return REAL(mmap64)(at, size, protection, flags, fd, offset);
}

/* ---- syncs: nothing counts as synced that was not asked for by name ---- */

#define SYNCED(call) \
	LOCK(); \
	int done = call; \
	if (!done && is_ours(fd)) \
		put('S', fd, 0, 0, "", 0, "", 0); \
	UNLOCK(); \
	return done;
int fsync(int fd) { SYNCED(REAL(fsync)(fd)) }
int fdatasync(int fd) { SYNCED(REAL(fdatasync)(fd)) }

/* ---- calls made by number ---- */

long syscall(long number, ...)
{
	long a[6];
	va_list rest;
	va_start(rest, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(rest, long);
	va_end(rest);
	switch (number) {
	case SYS_copy_file_range:
		return copy_file_range((int)a[0], (off64_t *)a[1], (int)a[2], (off64_t *)a[3], (size_t)a[4], (unsigned)a[5]);
	case SYS_renameat2:
		return renameat2((int)a[0], (char *)a[1], (int)a[2], (char *)a[3], (unsigned)a[4]);
	/* The allocator looks into /proc this way. */
#ifdef SYS_open
	case SYS_open:
		return open((char *)a[0], (int)a[1], (mode_t)a[2]);
#endif
	case SYS_close:
		return close((int)a[0]);
	case SYS_write: case SYS_pwrite64: case SYS_writev: case SYS_pwritev: case SYS_pwritev2:
	case SYS_openat: case SYS_openat2: case SYS_ftruncate: case SYS_fallocate: case SYS_splice:
	case SYS_sendto: case SYS_sendmsg: case SYS_renameat: case SYS_linkat: case SYS_unlinkat:
	case SYS_mkdirat: case SYS_io_uring_setup: case SYS_io_uring_enter:
	case SYS_dup: case SYS_dup3: {
		char name[32];
		snprintf(name, sizeof name, "%ld", number);
		fail("a call by number that is not understood", name);
	}
	}
	return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
