/** Runs a command to its end. */
import { execFile } from "node:child_process"

interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
}

/** Its standard output; rejects with all that it printed if it fails. */
export const run = (command: string, args: ReadonlyArray<string>, options: RunOptions = {}) =>
  new Promise<string>((resolve, reject) => {
    const { input, ...rest } = options
    const child = execFile(command, args, { ...rest, encoding: "utf8" }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error }))
    })
    child.stdin?.end(input)
  })
