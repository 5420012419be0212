/** Runs a command, and waits until it ends. */
import { execFile } from "node:child_process"

interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
}

/** Resolves with the standard output; rejects with the whole output if the command fails. */
export const run = (command: string, args: ReadonlyArray<string>, options: RunOptions = {}) =>
  new Promise<string>((resolve, reject) => {
    const { input, ...rest } = options
    const child = execFile(command, args, { ...rest, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error }))
    })
    child.stdin?.end(input)
  })
