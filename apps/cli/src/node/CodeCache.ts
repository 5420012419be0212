/**
 * Runs the program with the code that V8 compiled in an earlier run of the same command.
 *
 * Node.js's own cache has only what V8 compiles when it loads a file. Most functions are compiled later, when they are first
 * called. So this cache is written at the end of a run, into the same folder.
 */

/** The file of a user, if it is their own: in a folder for temporary files, others may have made it. */
const readOwn = (path: string): Buffer | undefined => {
  const { closeSync, fstatSync, openSync, readFileSync } = process.getBuiltinModule("node:fs")
  try {
    const file = openSync(path, "r")
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
  const { closeSync, fsyncSync, openSync, renameSync, writeFileSync } = process.getBuiltinModule("node:fs")
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
    // Without a cache, the next run takes longer.
  }
}

/** The folder in which Node.js caches code. It is `undefined` if the cache is disabled, and in other runtimes. */
const cacheFolder = () => {
  const { enableCompileCache, getCompileCacheDir } = process.getBuiltinModule("node:module")
  enableCompileCache?.()
  return getCompileCacheDir?.()
}

/**
 * Runs a CommonJS module that begins with a digest of itself in a comment. It ends the process. Each command has its own
 * cache. A run that failed may have compiled little, so the first one that succeeds replaces its cache.
 */
export const runCached = async (program: URL, command: string): Promise<void> => {
  const folder = cacheFolder()
  if (folder === undefined) {
    await import(program.href)
    return
  }
  const { readFileSync } = process.getBuiltinModule("node:fs")
  const { Script } = process.getBuiltinModule("node:vm")
  const { dirname, join } = process.getBuiltinModule("node:path")
  const filename = process.getBuiltinModule("node:url").fileURLToPath(program)
  const source = readFileSync(program, "latin1")
  const [digest] = /\w+/.exec(source) ?? []
  const succeeded = join(folder, `odj-${digest}-${command}`)
  const failed = `${succeeded}-failed`
  const kept = readOwn(succeeded)
  const cachedData = kept ?? readOwn(failed)
  const script = new Script(`(function (require, __dirname, exports) {${source}\n})`, {
    filename,
    ...(cachedData && { cachedData }),
  })
  const isKept = cachedData !== undefined && script.cachedDataRejected === false
  process.on("exit", (exitCode) => {
    if (isKept && (kept !== undefined || exitCode !== 0)) return
    replace(exitCode === 0 ? succeeded : failed, script.createCachedData())
  })
  const { createRequire } = process.getBuiltinModule("node:module")
  script.runInThisContext()(createRequire(program), dirname(filename), {})
}
