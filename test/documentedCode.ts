/** Runs and compiles the code of documents in a folder that can import every package. */
import { execFile } from "node:child_process"
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert } from "@effect/vitest"
import { Effect } from "effect"

export const workspace = join(import.meta.dirname, "..")

/** A folder from which every package can be imported. */
const folder = join(workspace, "apps/server")

/** Runs a command, and returns its output. */
export const run = (command: string, args: ReadonlyArray<string>, input: string) =>
  Effect.callback<string>((resume) => {
    const child = execFile(command, args, { cwd: folder }, (error, stdout, stderr) =>
      resume(error === null ? Effect.succeed(stdout) : Effect.die(new Error(stderr, { cause: error }))),
    )
    child.stdin?.end(input)
  })

const promised = (code: string) => Array.from(code.matchAll(/\/\/ => (.*)$/gm), ([, line = ""]) => line)

const linesOf = (output: string) => (output === "" ? [] : output.trimEnd().split("\n"))

/** Runs TypeScript. It must print the lines that its `// =>` comments promise, and no others. */
export const runExample = Effect.fnUntraced(function* (code: string) {
  const output = yield* run(process.execPath, ["--input-type=module-typescript", "-"], code)
  assert.deepStrictEqual(linesOf(output), promised(code))
})

/** Compiles each text as a separate module of TypeScript, and returns the compiler's report. */
export const compile = async (codes: ReadonlyArray<string>): Promise<string> => {
  const project = await mkdtemp(join(tmpdir(), "odj-examples-"))
  try {
    await symlink(join(folder, "node_modules"), join(project, "node_modules"))
    await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }))
    const compilerOptions = {
      noEmit: true,
      types: ["node"],
      noUncheckedIndexedAccess: false,
      // `@odj/server` is not in its own `node_modules`.
      paths: { "@odj/server": [join(folder, "src/index.ts")] },
    }
    const config = { extends: join(workspace, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] }
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(config))
    await Promise.all(codes.map((code, index) => writeFile(join(project, `${index + 1}.ts`), code)))
    const tsc = join(workspace, "node_modules/.bin/tsc")
    return await promisify(execFile)(tsc, ["-p", project]).then(
      ({ stdout }) => stdout,
      ({ stdout }) => stdout,
    )
  } finally {
    await rm(project, { recursive: true })
  }
}
