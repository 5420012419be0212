/*
 * A disk that fails on demand, for a program that is started with this object in LD_PRELOAD.
 *
 * ODJ_FAILING_DISK is a folder. While it holds a file `sync`, fsync and fdatasync fail with EIO; while it holds a file
 * `full`, writing fails with ENOSPC. Only the files of the folder are met, so that the program can still speak.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_asked_for(const char *fault, int file) {
  const char *folder = getenv("ODJ_FAILING_DISK");
  char path[PATH_MAX];
  char link[64];
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, fault);
  if (access(path, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  size_t prefix = strlen(folder);
  return strncmp(path, folder, prefix) == 0 && path[prefix] == '/';
}

#define UNLESS(fault, error, name, type, parameters, ...)                                          \
  type name parameters {                                                                           \
    static type(*original) parameters;                                                             \
    int before = errno;                                                                            \
    if (is_asked_for(fault, file)) {                                                               \
      errno = error;                                                                               \
      return -1;                                                                                   \
    }                                                                                              \
    errno = before;                                                                                \
    if (original == NULL) original = (type(*) parameters)dlsym(RTLD_NEXT, #name);                  \
    return original(__VA_ARGS__);                                                                  \
  }

UNLESS("sync", EIO, fsync, int, (int file), file)
UNLESS("sync", EIO, fdatasync, int, (int file), file)
UNLESS("full", ENOSPC, write, ssize_t, (int file, const void *bytes, size_t count), file, bytes, count)
UNLESS("full", ENOSPC, pwrite, ssize_t, (int file, const void *bytes, size_t count, off_t at), file, bytes, count, at)
UNLESS("full", ENOSPC, pwrite64, ssize_t, (int file, const void *bytes, size_t count, off64_t at), file, bytes, count, at)
