/** The command `odj-server backup`, as a process. */
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { ended, outputWith, start, startListening } from "../program.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-backup-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

const create = (url: string) =>
  Effect.promise(async () => {
    const headers = { "Content-Type": "application/json" }
    const response = await fetch(url + collection, {
      method: "POST",
      headers,
      body: JSON.stringify(exampleConnector),
    })
    assert.strictEqual(response.status, 201)
  })

const backUp = (args: ReadonlyArray<string>, env?: Readonly<Record<string, string>>) =>
  start(["backup", ...args], env)

describe("odj-server backup", () => {
  it.live("copies the store of a running server, and of one that was killed, for a server to open", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const store = `sqlite:${join(folder, "a.db")}`
      const [one, other] = [join(folder, "1.db"), join(folder, "2.db")]
      const { child, url } = yield* startListening(["--auth", "none", "--store", store])
      yield* create(url)
      const first = yield* backUp(["--store", store, one])
      assert.strictEqual(yield* outputWith(first, "\n"), `Backed up 1 connector of 1 tenant to ${one}\n`)
      yield* create(url)
      child.kill("SIGKILL")
      yield* ended(child)
      // The variable names the store as it does for the server.
      const second = yield* backUp([other], { ODJ_DATABASE_URL: store })
      assert.strictEqual(yield* outputWith(second, "\n"), `Backed up 2 connectors of 1 tenant to ${other}\n`)
      for (const [copy, count] of [
        [one, "1"],
        [other, "2"],
      ] as const) {
        const restored = yield* startListening(["--auth", "none", "--store", `sqlite:${copy}`])
        const text = yield* Effect.promise(async () =>
          (await fetch(`${restored.url}${collection}/$count`)).text(),
        )
        assert.strictEqual(text, count)
      }
    }).pipe(Effect.scoped),
  )

  it.live("says what to do with other stores and files, makes nothing, and repeats no password", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const to = join(folder, "b.db")
      const missing = join(folder, "a.db")
      const refusals: ReadonlyArray<readonly [store: string, to: string, exitCode: number, message: string]> =
        [
          ["memory", to, 2, "A store in memory can't be backed up"],
          ["postgres://u:s3cret@h/d", to, 2, "Back up PostgreSQL with its own tools: pg_dump"],
          [`sqlite:${missing}`, to, 1, `Can't back up the database ${missing}: it does not exist`],
        ]
      for (const [store, file, code, message] of refusals) {
        const { exitCode, err } = yield* ended(yield* backUp([file], { ODJ_DATABASE_URL: store }))
        assert.strictEqual(exitCode, code)
        assert.include(err, message)
        assert.notInclude(err, "s3cret")
      }
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(folder)), [])
      const { child } = yield* startListening(["--auth", "none", "--store", `sqlite:${missing}`])
      const existing = yield* ended(yield* backUp(["--store", `sqlite:${missing}`, missing]))
      assert.strictEqual(existing.exitCode, 1)
      assert.include(existing.err, `Can't write ${missing}: it exists already`)
      child.kill("SIGKILL")
    }).pipe(Effect.scoped),
  )

  it.live("can be cancelled: it exits with 1, says so, and leaves nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const store = `sqlite:${join(folder, "a.db")}`
      const { child } = yield* startListening(["--auth", "none", "--store", store])
      // The signal arrives as soon as the copy has begun.
      const cancels = `import { promises } from "node:fs"
        const { open } = promises
        promises.open = (path, ...rest) => {
          if (path.endsWith(".tmp")) process.kill(process.pid, "SIGTERM")
          return open(path, ...rest)
        }`
      const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(cancels)}`
      const { exitCode, err } = yield* ended(
        yield* backUp(["--store", store, join(folder, "b.db")], { NODE_OPTIONS }),
      )
      assert.deepStrictEqual([exitCode, err], [1, "Cancelled; there is no copy\n"])
      const left = (yield* Effect.promise(() => readdir(folder))).filter((name) => name.startsWith("b.db"))
      assert.deepStrictEqual(left, [])
      child.kill("SIGKILL")
    }).pipe(Effect.scoped),
  )
})
