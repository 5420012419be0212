/** The published packages, and their declarations as `tsc` emits them from the current sources, without comments. */
import { execFile } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"

const workspace = dirname(import.meta.dirname)

/** One entry point of a package: its specifier, and the path of its source in the workspace. */
export interface EntryPoint {
  readonly specifier: string
  readonly source: string
}

export const publishedEntryPoints: ReadonlyArray<EntryPoint> = globSync("{packages,apps}/*/package.json", {
  cwd: workspace,
})
  .sort()
  .flatMap((path) => {
    const manifest = JSON.parse(readFileSync(join(workspace, path), "utf8"))
    if (manifest.private) return []
    const published = Object.keys(manifest.publishConfig.exports ?? {})
    return published.map((subpath) => ({
      specifier: join(manifest.name, subpath),
      source: join(dirname(path), manifest.exports[subpath]),
    }))
  })

const compilerOptions = (folder: string) => ({
  noEmit: false,
  emitDeclarationOnly: true,
  declarationMap: false,
  sourceMap: false,
  removeComments: true,
  rootDir: workspace,
  outDir: folder,
  lib: ["ES2024", "ESNext.Disposable", "DOM"],
  types: ["node"],
  typeRoots: [join(workspace, "node_modules/@types")],
})

/** Emits the declarations of the published packages, and calls `use` with a function that reads those at a path in the workspace. */
export const withDeclarations = async <A>(use: (read: (path: string) => string) => A): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-api-"))
  try {
    const project = join(folder, "tsconfig.json")
    const config = {
      extends: join(workspace, "tsconfig.base.json"),
      compilerOptions: compilerOptions(folder),
      // Whole folders: `tsc` does not emit a file that it first finds through another package's `node_modules`.
      include: publishedEntryPoints.map(({ source }) => join(workspace, dirname(source))),
    }
    await writeFile(project, JSON.stringify(config))
    await promisify(execFile)(join(workspace, "node_modules/.bin/tsc"), ["-p", project])
    return use((path) => readFileSync(join(folder, path), "utf8"))
  } finally {
    await rm(folder, { recursive: true })
  }
}
