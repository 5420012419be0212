/** Bundles a program as its configuration says, but into another folder. The next start with the same sources runs it. */
import { randomUUID } from "node:crypto"
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs"
import { registerHooks } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { rolldown } from "rolldown"

/** Old bundles stay for a while: a server that still runs loads parts of its bundle when it needs them. */
const keptBundles = 10

// Where only this package is installed, the others find their dependencies in it.
registerHooks({
  resolve: (specifier, context, next) => {
    try {
      return next(specifier, context)
    } catch (error) {
      if (/^[./]/.test(specifier)) throw error
      return next(specifier, { ...context, parentURL: import.meta.url })
    }
  },
})

const [configuration, target] = process.argv.slice(2)
const unfinished = `${target}-${randomUUID()}`
try {
  const { default: configs } = await import(pathToFileURL(configuration).href)
  for (const config of configs) {
    const bundle = await rolldown(config)
    await bundle.write({ ...config.output, dir: unfinished })
  }
  renameSync(unfinished, target)
} catch (error) {
  // Another start may have made the same bundle meanwhile.
  if (!existsSync(target)) {
    console.error(error.message)
    process.exitCode = 1
  }
} finally {
  rmSync(unfinished, { recursive: true, force: true })
}

const bundles = readdirSync(dirname(target)).map((name) => {
  const path = join(dirname(target), name)
  return { path, made: statSync(path).mtimeMs }
})
for (const { path } of bundles.sort((a, b) => b.made - a.made).slice(keptBundles))
  rmSync(path, { recursive: true })
