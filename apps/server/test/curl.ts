/** Runs curl. */
import { execFile } from "node:child_process"
import { Effect } from "effect"

/** Its exit code and standard output. It ignores the proxy of the environment. */
export const runCurl = (...args: ReadonlyArray<string>) =>
  Effect.promise(
    () =>
      new Promise<{ readonly exitCode: number; readonly output: string }>((resume) => {
        execFile("curl", ["--silent", "--noproxy", "*", ...args], (error, output) =>
          resume({ exitCode: error === null ? 0 : Number(error.code), output }),
        )
      }),
  )
