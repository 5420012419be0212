/** The program on a terminal and in a pipe. The terminal is a pseudo-terminal of util-linux's `script`. */
import { execFile, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { seed, seedFlags } from "./commandLine.ts"
import { berlin, paris } from "./connectors.ts"
import { bundle } from "./program.ts"

const hasScript =
  spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false
if (!hasScript) console.warn("Skipped the tests that need a terminal: util-linux's script is missing")

const quoted = (words: ReadonlyArray<string>) => words.map((word) => `'${word}'`).join(" ")

const executed = (file: string, args: ReadonlyArray<string>, env: Record<string, string>, stdin: string) =>
  Effect.callback<{ readonly exitCode: unknown; readonly out: string; readonly err: string }>((resume) => {
    const child = execFile(
      file,
      args,
      { env: { PATH: process.env.PATH, TERM: "xterm", ...env } },
      (error, out, err) => resume(Effect.succeed({ exitCode: error?.code ?? 0, out, err })),
    )
    child.stdin?.end(stdin)
    return Effect.sync(() => child.kill())
  })

/** Runs the program with all streams on one terminal. */
const onTerminal = (args: ReadonlyArray<string>, env: Record<string, string> = {}, typed = "") =>
  Effect.map(
    executed("script", ["-qfec", quoted([process.execPath, bundle, ...args]), "/dev/null"], env, typed),
    ({ exitCode, out }) => ({ exitCode, out: out.replaceAll("\r\n", "\n") }),
  )

const inPipe = (command: string) => executed("sh", ["-c", command], {}, "")

const program = (args: ReadonlyArray<string>) => quoted([process.execPath, bundle, ...args])

/** A service with the given connectors, which records the methods of requests. */
const service = (connectors: ReadonlyArray<unknown>) =>
  Effect.gen(function* () {
    const methods: Array<string | undefined> = []
    const server = createServer((request, response) => {
      methods.push(request.method)
      if (request.method === "DELETE") return response.writeHead(204).end()
      const one = request.url?.includes("domainJoinConnectors(")
      const body = Buffer.from(JSON.stringify(one ? connectors[0] : { value: connectors }))
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": body.length }).end(body)
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
      () => Effect.sync(() => server.close()),
    )
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta`, methods }
  })

/** The URL of a service that accepts requests and says nothing. */
const silentService = Effect.gen(function* () {
  const server = createServer(() => {})
  yield* Effect.acquireRelease(
    Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
    () =>
      Effect.sync(() => {
        server.close()
        server.closeAllConnections()
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta` }
})

describe.skipIf(!hasScript)("On a terminal", () => {
  for (const args of [
    ["help", "list"],
    ["--verbose", "list", "--help"],
  ]) {
    it.live(`odj ${args.join(" ")} fits its width, with headings in bold`, () =>
      Effect.gen(function* () {
        const command = `stty cols 40; ${quoted([process.execPath, bundle, ...args])}`
        const { out } = yield* executed("script", ["-qfec", command, "/dev/null"], {}, "")
        assert.include(out, "\u001b[1mEXIT CODES\u001b[22m")
        const plain = stripVTControlCharacters(out)
        for (const line of plain.split("\r\n")) assert.isAtMost(line.length, 40)
      }),
    )
  }

  it.live("a list is a table in colour", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin, paris])
      const { exitCode, out } = yield* onTerminal(["list", "--url", url])
      assert.strictEqual(exitCode, 0, out)
      assert.include(out, "\u001b[1mdisplayName\u001b[0m")
      assert.include(out, "\u001b[32mactive\u001b[0m")
      assert.include(out, "2026-01-31T13:30:00.123456789012+02:00")
    }),
  )

  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
    it.live(`a list is a table without colour with ${JSON.stringify(env)}`, () =>
      Effect.gen(function* () {
        const { url } = yield* service([berlin])
        const { out } = yield* onTerminal(["list", "--url", url], env)
        assert.match(out, /^id +displayName/m)
        assert.notInclude(out, "\u001b")
      }),
    )
  }

  it.live("a line says what is being waited for after two seconds, and is gone at the end", () =>
    Effect.gen(function* () {
      const { url } = yield* silentService
      const { out } = yield* onTerminal(["list", "--url", url, "--timeout", "3"])
      const { host } = new URL(url)
      const line = `Waiting for ${host} (try 1 of 4)`
      const end = `No result within 3s (--timeout): still waiting for ${host} (try 1 of 4)\n`
      assert.strictEqual(out, `\r\u001b[K${line}\r\u001b[K${end}`)
    }),
  )

  for (const flag of ["--verbose", "--debug"]) {
    it.live(`no such line disturbs the log of ${flag}`, () =>
      Effect.gen(function* () {
        const { url } = yield* silentService
        const { out } = yield* onTerminal(["list", "--url", url, "--timeout", "3", flag])
        assert.notInclude(out, "\u001b[K")
        assert.include(out, "No result within 3s")
      }),
    )
  }

  it.live("a deletion asks, and deletes after y", () =>
    Effect.gen(function* () {
      const { url, methods } = yield* service([berlin])
      const { exitCode, out } = yield* onTerminal(["delete", "1", "--url", url], {}, "y\n")
      assert.strictEqual(exitCode, 0, out)
      assert.include(out, "Delete this connector? [y/N] ")
      assert.include(out, "Deleted 1")
      assert.deepStrictEqual(methods, ["GET", "DELETE"])
    }),
  )

  it.live("a deletion asks, and deletes nothing after n", () =>
    Effect.gen(function* () {
      const { url, methods } = yield* service([berlin])
      const { exitCode, out } = yield* onTerminal(["delete", "1", "--url", url], {}, "n\n")
      assert.strictEqual(exitCode, 130)
      assert.include(out, "Cancelled")
      assert.deepStrictEqual(methods, ["GET"])
    }),
  )
})

describe("In a pipe", () => {
  it.live("no line says what is being waited for", () =>
    Effect.gen(function* () {
      const { url } = yield* silentService
      const { out, err } = yield* inPipe(program(["list", "--url", url, "--timeout", "3"]))
      assert.strictEqual(out, "")
      assert.match(err, /^No result within 3s .*\n$/)
    }),
  )

  it.live("a list is JSON", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin, paris])
      const { out, err } = yield* inPipe(`${program(["list", "--url", url])} | cat`)
      assert.deepStrictEqual(JSON.parse(out), [berlin, paris])
      assert.strictEqual(err, "")
    }),
  )

  it.live.runIf(process.platform === "linux")("an export writes to a named pipe without replacing it", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin])
      const { exitCode, out } = yield* inPipe(
        `cd "$(mktemp -d)"; mkfifo pipe; cat pipe & ${program(["export", "--file", "pipe", "--url", url])}; wait
          test -p pipe; left=$?; rm -r "$PWD"; exit $left`,
      )
      assert.deepStrictEqual(JSON.parse(out), berlin)
      assert.strictEqual(exitCode, 0)
    }),
  )

  it.live("a list ends quietly with 0 if its reader closes the pipe", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 20_000 }, (_, index) => ({ ...berlin, id: `c${index}` }))
      const { url } = yield* service(many)
      const { out, err } = yield* inPipe(
        `{ ${program(["list", "-o", "ndjson", "--url", url])}; echo "exit $?" >&2; } | head -1`,
      )
      assert.strictEqual(JSON.parse(out).id, "c0")
      assert.strictEqual(err, "exit 0\n")
    }),
  )

  const writes: ReadonlyArray<readonly [args: ReadonlyArray<string>, method: string, body: unknown]> = [
    [["create", ...seedFlags], "POST", seed],
    [
      ["update", "1", "--state", "error"],
      "PATCH",
      { "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector", state: "error" },
    ],
    [["delete", "1"], "DELETE", undefined],
  ]
  for (const [args, method, body] of writes) {
    it.live(`a dry run of ${args[0]} shows the ${method}, and sends nothing`, () =>
      Effect.gen(function* () {
        const { url, methods } = yield* service([berlin])
        const { exitCode, out, err } = yield* inPipe(program([...args, "--dry-run", "--url", url]))
        const request = JSON.parse(out)
        assert.strictEqual(exitCode, 0, err)
        assert.strictEqual(request.method, method)
        assert.match(request.url, /\/beta\/deviceManagement\/domainJoinConnectors/)
        // A service on this machine gets no token, unless there is one.
        assert.isUndefined(request.headers.authorization)
        assert.deepStrictEqual(request.body, body)
        assert.deepStrictEqual(methods, [])
      }),
    )
  }

  it.live("a dry run of several deletions shows each of them", () =>
    Effect.gen(function* () {
      const { url, methods } = yield* service([berlin])
      const { out } = yield* inPipe(program(["delete", "1", "2", "--dry-run", "--url", url]))
      assert.deepStrictEqual(
        (JSON.parse(out) as ReadonlyArray<{ readonly url: string }>).map(({ url }) =>
          url.slice(url.indexOf("(")),
        ),
        ["('1')", "('2')"],
      )
      assert.deepStrictEqual(methods, [])
    }),
  )

  it.live("a dry run in memory says that it can't show a request", () =>
    Effect.gen(function* () {
      const [args] = writes[0] ?? [[]]
      const { exitCode, out, err } = yield* inPipe(program([...args, "--dry-run", "--store", "memory"]))
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(out, "")
      assert.match(err, /^--dry-run can't show a request: .* the command changes the database\.$/m)
    }),
  )

  it.live("--debug logs request and response, without the token", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin])
      const { out, err } = yield* inPipe(
        `ODJ_TOKEN=s3cret-t0ken ${program(["get", "1", "--debug", "--url", url])}`,
      )
      assert.deepStrictEqual(JSON.parse(out), berlin)
      assert.match(err, /^> GET http.*\/domainJoinConnectors\('1'\)$/m)
      assert.match(err, /^> authorization: Bearer \*\*\*$/m)
      assert.match(err, /^< HTTP 200$/m)
      assert.include(err, '"displayName":"Berlin"')
      assert.notInclude(err, "s3cret-t0ken")
    }),
  )
})
