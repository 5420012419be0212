/**
 * Runs a program with the code that V8 compiled in an earlier run.
 *
 * Node.js's own cache has only what V8 compiles when it loads a file. Most functions are compiled later, when they are first
 * called. So this cache is written once the program has run for a while, into the same folder.
 */

/** The file of a user, if it is their own: in a folder for temporary files, others may have made it, even as a pipe. */
const readOwn = (path: string): Buffer | undefined => {
  const { closeSync, constants, fstatSync, openSync, readFileSync } = process.getBuiltinModule("node:fs")
  try {
    // Opening a pipe would wait for a writer. Windows has neither the option nor such pipes.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const owner = process.getuid?.()
      return owner === undefined || owner === fstatSync(file).uid ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

/** Replaces a file by one that is complete on the disk: V8 checks the length of its code, but not its content. */
const replace = (path: string, content: Uint8Array): void => {
  const { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } =
    process.getBuiltinModule("node:fs")
  const temporary = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(temporary, "wx", 0o600)
    try {
      writeFileSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch {
    // Without a cache, the next run takes longer. What is left may be of a killed process with the same number.
    try {
      rmSync(temporary, { force: true })
    } catch {}
  }
}

/** The folder in which Node.js caches code. It is `undefined` if the cache is disabled, and in other runtimes. */
const cacheFolder = () => {
  const { enableCompileCache, getCompileCacheDir } = process.getBuiltinModule("node:module")
  enableCompileCache?.()
  return getCompileCacheDir?.()
}

/** Compiles a file with what its cache has. `keep` writes what is compiled by then, if no cache is as good. */
const compile = (path: string, cache: (digest: string) => string) => {
  const { readFileSync } = process.getBuiltinModule("node:fs")
  const { Script } = process.getBuiltinModule("node:vm")
  const source = readFileSync(path, "latin1")
  const [digest = ""] = /\w+/.exec(source) ?? []
  const succeeded = cache(digest)
  const failed = `${succeeded}-failed`
  const kept = readOwn(succeeded)
  const cachedData = kept ?? readOwn(failed)
  const script = new Script(`(function (require, __dirname, __filename, exports) {${source}\n})`, {
    filename: path,
    ...(cachedData && { cachedData }),
  })
  const isRead = cachedData !== undefined && script.cachedDataRejected === false
  let isKept = isRead && kept !== undefined
  const keep = (exitCode: number) => {
    if (isKept || (isRead && exitCode !== 0)) return
    replace(exitCode === 0 ? succeeded : failed, script.createCachedData())
    isKept = true
  }
  return { run: script.runInThisContext(), keep }
}

/**
 * Calls a function without stack traces. When Effect is loaded, it looks at some to find out how functions appear in them;
 * for the positions in a trace, V8 parses the whole program again.
 */
const withoutStackTraces = (run: () => void): void => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    run()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/**
 * Runs a program of CommonJS modules, each of which begins with a digest of itself in a comment.
 *
 * Each use of the program, such as a command, has its own cache of each module. `schedule` gets the function that writes
 * them, and calls it with the exit code, or with 0 before the end. A run that failed may have compiled little, so the first
 * one that succeeds replaces its caches.
 */
export const runCached = async (
  program: URL,
  use: string,
  schedule: (keep: (exitCode: number) => void) => void,
): Promise<void> => {
  const folder = cacheFolder()
  if (folder === undefined) {
    await import(program.href)
    return
  }
  const { createRequire } = process.getBuiltinModule("node:module")
  const { basename, dirname, join } = process.getBuiltinModule("node:path")
  const main = process.getBuiltinModule("node:url").fileURLToPath(program)
  const requireLibrary = createRequire(program)
  const modules = new Map<string, { readonly exports: object; readonly keep: (exitCode: number) => void }>()
  const load = (name: string): unknown => {
    if (!name.startsWith("./")) return requireLibrary(name)
    const loaded = modules.get(name)
    if (loaded !== undefined) return loaded.exports
    const path = join(dirname(main), name)
    const { run, keep } = compile(path, (digest) => join(folder, `odj-${digest}-${use}`))
    // V8 takes longer to add hundreds of names to an object with a prototype: it keeps a description for each of them.
    const exports: object = Object.create(null)
    modules.set(name, { exports, keep })
    try {
      withoutStackTraces(() => run(load, dirname(main), path, exports))
    } catch (error) {
      // Such as a module that can't be read now. The next one that needs this one tries again.
      modules.delete(name)
      throw error
    }
    // V8 looks up hundreds of names quickly only in an object that is a prototype.
    Object.create(exports)
    return exports
  }
  schedule((exitCode) => {
    for (const { keep } of modules.values()) keep(exitCode)
  })
  load(`./${basename(main)}`)
}
