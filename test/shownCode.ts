/** Code that a document shows: run from a folder that can import every package, and compared with its `// =>` comments. */
import { execFile } from "node:child_process"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect } from "effect"

export const workspace = join(import.meta.dirname, "..")

/** A folder from which every package can be imported. */
export const folder = join(workspace, "apps/server")

/** Runs a command, and gives what it prints. */
export const run = (command: string, args: ReadonlyArray<string>, input: string) =>
  Effect.callback<string>((resume) => {
    const child = execFile(command, args, { cwd: folder }, (error, stdout, stderr) =>
      resume(error === null ? Effect.succeed(stdout) : Effect.die(new Error(stderr, { cause: error }))),
    )
    child.stdin?.end(input)
  })

const promised = (code: string) => Array.from(code.matchAll(/\/\/ => (.*)$/gm), ([, line = ""]) => line)

const linesOf = (output: string) => (output === "" ? [] : output.trimEnd().split("\n"))

/** Runs TypeScript, which has to print the lines that its comments promise, and no other. */
export const printsWhatItSays = Effect.fnUntraced(function* (code: string) {
  const output = yield* run(process.execPath, ["--input-type=module-typescript", "-"], code)
  assert.deepStrictEqual(linesOf(output), promised(code))
})
