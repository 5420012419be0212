/** A server without a socket opens none, and keeps no process alive. */
import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ended } from "./program.ts"

const index = fileURLToPath(new URL("../src/index.ts", import.meta.url))

/** Runs code in a process that may read files, and nothing else: it has no network. */
const withoutNetwork = (code: string) =>
  Effect.gen(function* () {
    const program = `import { openServer, startServer } from ${JSON.stringify(index)}\n${code}`
    const child = spawn(
      process.execPath,
      ["--permission", "--allow-fs-read=*", "--input-type=module", "--eval", program],
      { stdio: ["ignore", "pipe", "pipe"] },
    )
    const output = text(child.stdout)
    return { ...(yield* ended(child)), output: yield* Effect.promise(() => output) }
  })

describe("A process without a network", () => {
  it.live("waits for its requests without a response, until it cancels them", () =>
    Effect.gen(function* () {
      const { output, exitCode } = yield* withoutNetwork(`
        const { fetch } = await openServer({ auth: "none", faults: [{ with: "noResponse" }] })
        const url = "https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors"
        await fetch(url, { signal: AbortSignal.timeout(1) }).catch(({ name }) => console.log(name))
      `)
      assert.deepStrictEqual([output, exitCode], ["TimeoutError\n", 0])
    }),
  )

  it.live("can open a server and send it requests, and ends by itself", () =>
    Effect.gen(function* () {
      const { output, exitCode } = yield* withoutNetwork(`
        const server = await openServer()
        const headers = { Authorization: "Bearer " + (await server.token()) }
        const url = "https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors"
        console.log((await server.fetch(url, { headers })).status)
      `)
      assert.deepStrictEqual([output, exitCode], ["200\n", 0])
    }),
  )

  it.live("can't start a server with a socket", () =>
    Effect.gen(function* () {
      const { err, exitCode } = yield* withoutNetwork("await startServer()")
      assert.include(err, "ERR_ACCESS_DENIED")
      assert.strictEqual(exitCode, 1)
    }),
  )
})
