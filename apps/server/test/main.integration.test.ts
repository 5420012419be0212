/** The program as it is started: what only a process shows. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const start = (...args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] })),
    (child) => Effect.sync(() => child.kill("SIGKILL")),
  )

/** What the process writes on standard output, as soon as that has what is looked for. */
const outputWith = ({ stdout }: ChildProcess, wanted: string) =>
  Effect.promise(async () => {
    let output = ""
    for await (const chunk of stdout ?? []) {
      output += chunk
      if (output.includes(wanted)) return output
    }
    return output
  })

const ended = (child: ChildProcess) =>
  Effect.promise(async () => {
    let err = ""
    child.stderr?.on("data", (chunk) => {
      err += chunk
    })
    const [exitCode] = await once(child, "close")
    return { exitCode, err }
  })

describe("The program odj-server", () => {
  it.live("says where it listens and how to create a connector, and that works", () =>
    Effect.gen(function* () {
      const output = yield* outputWith(yield* start("--port", "0"), "-d '")
      const url = /^odj-server listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(output)?.[1]
      const target = /curl -i (\S+) /.exec(output)?.[1] ?? ""
      const headers = [...output.matchAll(/-H '([^:]+): ([^']+)'/g)].map(
        ([, name = "", value = ""]) => [name, value] as const,
      )
      const body = /-d '([^']+)'/.exec(output)?.[1] ?? ""
      const answer = yield* Effect.promise(() =>
        fetch(target, { method: "POST", headers: Object.fromEntries(headers), body }),
      )
      const created: unknown = yield* Effect.promise(() => answer.json())
      assert.isTrue(target.startsWith(`${url}/beta/`), output)
      assert.strictEqual(answer.status, 201)
      assert.containsSubset(created, JSON.parse(body))
      const tooLarge = yield* Effect.promise(() =>
        fetch(target, { method: "POST", headers: Object.fromEntries(headers), body: " ".repeat(65_537) }),
      )
      assert.strictEqual(tooLarge.status, 413)
    }),
  )

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it.live(`exits with 0 on ${signal}`, () =>
      Effect.gen(function* () {
        const child = yield* start("--port", "0")
        yield* outputWith(child, "listening")
        child.kill(signal)
        assert.strictEqual((yield* ended(child)).exitCode, 0)
      }),
    )
  }

  it.live("exits with 1 where the port is taken, and says so", () =>
    Effect.gen(function* () {
      const output = yield* outputWith(yield* start("--port", "0"), "\n")
      const port = /:(\d+)\n/.exec(output)?.[1] ?? ""
      const { exitCode, err } = yield* ended(yield* start("--port", port))
      assert.strictEqual(exitCode, 1)
      assert.match(err, /Can't listen: .*address already in use/)
    }),
  )

  it.live("exits with 2 for a command line that it does not understand", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* ended(yield* start("--prot", "0"))
      assert.strictEqual(exitCode, 2)
      assert.match(err, /--prot/)
    }),
  )
})
