/* Changes files in the way that is named: what the recorder must see, must refuse, or cannot see, so that the
 * comparison must tell. Tests of the recorder only. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Straight to the kernel, past the C library. */
static long kernel(long number, long a, long b, long c, long d)
{
#if defined __x86_64__
	long done;
	register long fourth __asm__("r10") = d;
	__asm__ volatile("syscall" : "=a"(done) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth) : "rcx", "r11", "memory");
	return done;
#elif defined __aarch64__
	register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d;
	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
	return x0;
#endif
}

int main(int count, char **names)
{
	const char *way = count > 1 ? names[1] : "";
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	if (fd < 0 || write(fd, "0123456789", 10) != 10)
		return 1;
	if (!strcmp(way, "write"))
		return write(fd, "abc", 3) == 3 ? 0 : 1;
	if (!strcmp(way, "append")) {
		int end = open("file", O_WRONLY | O_APPEND);
		return write(end, "abc", 3) == 3 && write(end, "def", 3) == 3 ? 0 : 1;
	}
	if (!strcmp(way, "pwritev")) {
		struct iovec pieces[2] = {{"ab", 2}, {"cdef", 4}};
		return pwritev(fd, pieces, 2, 20) == 6 ? 0 : 1;
	}
	if (!strcmp(way, "copy")) {
		int other = open("other", O_RDWR | O_CREAT, 0600);
		off_t from = 2;
		return copy_file_range(fd, &from, other, NULL, 5, 0) == 5 ? 0 : 1;
	}
	if (!strcmp(way, "truncate"))
		return ftruncate(fd, 4) || truncate("file", 7);
	if (!strcmp(way, "rename"))
		return link("file", "second") || rename("second", "third") || unlink("file") || mkdir("dir", 0700);
	if (!strcmp(way, "dup")) {
		int again = fcntl(fd, F_DUPFD_CLOEXEC, 0), third = dup(again);
		close(fd);
		close(again);
		return write(third, "xyz", 3) == 3 ? 0 : 1;
	}
	if (!strcmp(way, "map")) {
		char *at = mmap(NULL, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		at[0] = 'X';
		return 0;
	}
	if (!strcmp(way, "number"))
		return syscall(SYS_write, fd, "abc", 3) == 3 ? 0 : 1;
	if (!strcmp(way, "symlink"))
		return symlink("file", "pointer");
	if (!strcmp(way, "kernel-write"))
		return kernel(SYS_write, fd, (long)"abc", 3, 0) == 3 ? 0 : 1;
	if (!strcmp(way, "kernel-make"))
		return kernel(SYS_mkdirat, AT_FDCWD, (long)"unseen", 0700, 0) ? 1 : 0;
	return 2;
}
