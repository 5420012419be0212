/*
 * A disk that fails on demand, for a program that is started with this object in LD_PRELOAD.
 *
 * ODJ_FAILING_DISK is a folder. While it has a file `sync`, fsync and fdatasync fail with EIO. While it has a file `full`,
 * writes fail with ENOSPC. While it has a folder `synced`, each file is copied there when it is synced: what remains after a
 * power failure. Only files in the folder are affected, so that the program can still print messages.
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

/* Gets the path of a file; returns 0 if the file is not in the folder. */
static int path_of(int file, const char *folder, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  size_t prefix = strlen(folder);
  return strncmp(path, folder, prefix) == 0 && path[prefix] == '/';
}

static int is_requested(const char *fault, int file) {
  const char *folder = getenv("ODJ_FAILING_DISK");
  char path[PATH_MAX];
  if (folder == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", folder, fault);
  return access(path, F_OK) == 0 && path_of(file, folder, path);
}

/* Copies the file to a draft and renames that, so that a reader finds a whole copy. */
static void keep_copy(int file) {
  const char *folder = getenv("ODJ_FAILING_DISK");
  char path[PATH_MAX], copy[2 * PATH_MAX], draft[2 * PATH_MAX + 1], bytes[4096];
  ssize_t count;
  if (!path_of(file, folder, path)) return;
  snprintf(copy, sizeof copy, "%s/synced/%s", folder, strrchr(path, '/') + 1);
  snprintf(draft, sizeof draft, "%s~", copy);
  FILE *out = fopen(draft, "w");
  if (out == NULL) abort();
  for (off_t at = 0; (count = pread(file, bytes, sizeof bytes, at)) > 0; at += count) fwrite(bytes, 1, count, out);
  fclose(out);
  rename(draft, copy);
}

#define UNLESS(fault, error, name, type, parameters, ...)                                          \
  type name parameters {                                                                           \
    static type(*original) parameters;                                                             \
    int before = errno;                                                                            \
    if (is_requested(fault, file)) {                                                               \
      errno = error;                                                                               \
      return -1;                                                                                   \
    }                                                                                              \
    errno = before;                                                                                \
    if (original == NULL) original = (type(*) parameters)dlsym(RTLD_NEXT, #name);                  \
    type result = original(__VA_ARGS__);                                                           \
    /* Only a sync returns 0. */                                                                   \
    if (result == 0 && is_requested("synced", file)) keep_copy(file);                              \
    return result;                                                                                 \
  }

UNLESS("sync", EIO, fsync, int, (int file), file)
UNLESS("sync", EIO, fdatasync, int, (int file), file)
UNLESS("full", ENOSPC, write, ssize_t, (int file, const void *bytes, size_t count), file, bytes, count)
UNLESS("full", ENOSPC, pwrite, ssize_t, (int file, const void *bytes, size_t count, off_t at), file, bytes, count, at)
UNLESS("full", ENOSPC, pwrite64, ssize_t, (int file, const void *bytes, size_t count, off64_t at), file, bytes, count, at)
