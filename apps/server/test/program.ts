/** Runs `odj-server` as a process, from the bundle that is built before the tests. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"

const main = fileURLToPath(new URL("../dist/odj-server.mjs", import.meta.url))

/** Starts it, and kills it at the end of the scope. By default it stores connectors in memory. */
export const start = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [main, ...args], {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ODJ_DATABASE_URL: "memory", ...env },
      }),
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL")),
  )

/** Its standard output, up to the text that is waited for. */
export const outputWith = ({ stdout }: ChildProcess, wanted: string) =>
  Effect.promise(async () => {
    let output = ""
    for await (const chunk of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
      output += chunk
      if (output.includes(wanted)) break
    }
    return output
  })

/** Its exit code and standard error, once it has ended. */
export const ended = (child: ChildProcess) =>
  Effect.promise(async () => {
    let err = ""
    child.stderr?.on("data", (chunk) => {
      err += chunk
    })
    child.stdout?.resume()
    const [exitCode] = await once(child, "close")
    return { exitCode, err }
  })

/** Starts it on a free port; returns the process and its address. */
export const startListening = (args: ReadonlyArray<string> = [], env?: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const child = yield* start(["--port", "0", "--quiet", ...args], env)
    const output = yield* outputWith(child, "\n")
    return { child, url: /listening on (\S+)\n/.exec(output)?.[1] ?? "" }
  })
