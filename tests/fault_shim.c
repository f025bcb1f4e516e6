/* Makes the n-th write below a folder fail, for the tests of what is left then (tests/fault_points.py).
 *
 * Loaded with LD_PRELOAD into a test process on Linux; no part of the program. Counted are the calls that change
 * something below the folder; for a stick that is pulled out every call, reading too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { EIO_FAULT = 1, FULL = 2, KILL = 3, TORN = 4, GONE = 5 };
enum call { WRITES = 1, CHANGES = 2, READS = 3, REMOVES = 4 };

static char watched[PATH_MAX];
static size_t watched_length;
static int armed, kind, for_ever;
static long counted, at;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void fault_arm(const char *folder, long number, int which, int ever) {
    snprintf(watched, sizeof watched, "%s", folder);
    watched_length = strlen(watched);
    counted = 0, at = number, kind = which, for_ever = ever, armed = 1;
}

long fault_disarm(void) {
    armed = 0;
    return counted;
}

static int below(const char *path) {
    return strncmp(path, watched, watched_length) == 0 && (path[watched_length] == '/' || !path[watched_length]);
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return below(path);
}

static int below_at(int folder, const char *path) {
    return path[0] == '/' || folder == AT_FDCWD ? below(path) : below_fd(folder);
}

/* Whether this call fails; errno is set then. */
static int fails(enum call call) {
    if (!armed || (call == READS && kind != GONE) || (call == REMOVES && kind == FULL)) return 0;
    counted++;
    if (counted < at || (counted > at && !for_ever)) return 0;
    if (kind == KILL || (kind == TORN && call != WRITES)) raise(SIGKILL);
    if (kind == TORN) return 1;
    errno = kind == FULL ? ENOSPC : EIO;
    return 1;
}

/* The half of a write that came through before the power went. */
static void tear(int fd, const void *bytes, size_t size, off_t place, int positioned) {
    if (kind != TORN) return;
    if (positioned)
        (void)!NEXT(pwrite)(fd, bytes, size / 2, place);
    else
        (void)!NEXT(write)(fd, bytes, size / 2);
    raise(SIGKILL);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    if (armed && below_fd(fd) && fails(WRITES)) return tear(fd, bytes, size, 0, 0), -1;
    return NEXT(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place) {
    if (armed && below_fd(fd) && fails(WRITES)) return tear(fd, bytes, size, place, 1), -1;
    return NEXT(pwrite)(fd, bytes, size, place);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t place) {
    if (armed && below_fd(fd) && fails(WRITES)) return tear(fd, bytes, size, place, 1), -1;
    return NEXT(pwrite64)(fd, bytes, size, place);
}

#define ON_FD(call, type, name, parameters, arguments)      \
    type name parameters {                                  \
        if (armed && below_fd(fd) && fails(call)) return -1; \
        return NEXT(name) arguments;                        \
    }

ON_FD(CHANGES, ssize_t, writev, (int fd, const struct iovec *parts, int count), (fd, parts, count))
ON_FD(CHANGES, int, fsync, (int fd), (fd))
ON_FD(CHANGES, int, fdatasync, (int fd), (fd))
ON_FD(CHANGES, int, ftruncate, (int fd, off_t size), (fd, size))
ON_FD(CHANGES, int, ftruncate64, (int fd, off64_t size), (fd, size))
ON_FD(CHANGES, ssize_t, sendfile, (int fd, int from, off_t *place, size_t size), (fd, from, place, size))
ON_FD(CHANGES, ssize_t, sendfile64, (int fd, int from, off64_t *place, size_t size), (fd, from, place, size))
ON_FD(READS, ssize_t, read, (int fd, void *bytes, size_t size), (fd, bytes, size))
ON_FD(READS, ssize_t, pread, (int fd, void *bytes, size_t size, off_t place), (fd, bytes, size, place))
ON_FD(READS, ssize_t, pread64, (int fd, void *bytes, size_t size, off64_t place), (fd, bytes, size, place))

ssize_t copy_file_range(int from, off64_t *start, int fd, off64_t *place, size_t size, unsigned flags) {
    if (armed && below_fd(fd) && fails(CHANGES)) return -1;
    return NEXT(copy_file_range)(from, start, fd, place, size, flags);
}

#define ON_PATH(call, name, parameters, arguments)          \
    int name parameters {                                   \
        if (armed && below(path) && fails(call)) return -1; \
        return NEXT(name) arguments;                        \
    }

ON_PATH(CHANGES, mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(REMOVES, unlink, (const char *path), (path))
ON_PATH(REMOVES, rmdir, (const char *path), (path))
ON_PATH(CHANGES, rename, (const char *from, const char *path), (from, path))

int renameat(int folder, const char *from, int to, const char *path) {
    if (armed && below_at(to, path) && fails(CHANGES)) return -1;
    return NEXT(renameat)(folder, from, to, path);
}

int mkdirat(int folder, const char *path, mode_t mode) {
    if (armed && below_at(folder, path) && fails(CHANGES)) return -1;
    return NEXT(mkdirat)(folder, path, mode);
}

int unlinkat(int folder, const char *path, int flags) {
    if (armed && below_at(folder, path) && fails(REMOVES)) return -1;
    return NEXT(unlinkat)(folder, path, flags);
}

/* Opening changes something when it makes or empties a file. */
#define MAKES(flags) ((flags) & (O_CREAT | O_TRUNC) || ((flags)&O_TMPFILE) == O_TMPFILE)

#define OPENS(name)                                                              \
    int name(const char *path, int flags, ...) {                                 \
        va_list more;                                                            \
        va_start(more, flags);                                                   \
        int mode = MAKES(flags) ? va_arg(more, int) : 0;                         \
        va_end(more);                                                            \
        if (armed && below(path) && fails(MAKES(flags) ? CHANGES : READS)) return -1; \
        return NEXT(name)(path, flags, mode);                                    \
    }
#define OPENS_AT(name)                                                           \
    int name(int folder, const char *path, int flags, ...) {                     \
        va_list more;                                                            \
        va_start(more, flags);                                                   \
        int mode = MAKES(flags) ? va_arg(more, int) : 0;                         \
        va_end(more);                                                            \
        if (armed && below_at(folder, path) && fails(MAKES(flags) ? CHANGES : READS)) return -1; \
        return NEXT(name)(folder, path, flags, mode);                            \
    }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
