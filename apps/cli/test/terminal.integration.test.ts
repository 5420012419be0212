/** The program on a terminal and in a pipe. The terminal is a pseudo-terminal of util-linux's `script`. */
import { execFile, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { displayWidth } from "../src/text/DisplayWidth.ts"
import { seed, seedFlags } from "./commandLine.ts"
import { berlin, paris } from "./connectors.ts"
import { bundle } from "./program.ts"
import { person, storeSignIns } from "./signin/storedSignIns.ts"

const hasScript =
  spawnSync("script", ["--version"], { encoding: "utf8" }).stdout?.includes("util-linux") ?? false
if (!hasScript) console.warn("Skipped the tests that need a terminal: util-linux's script is missing")

const quoted = (words: ReadonlyArray<string>) => words.map((word) => `'${word}'`).join(" ")

/** Runs a program. `typed` is written when the program has printed `prompt`. */
const executed = (
  file: string,
  args: ReadonlyArray<string>,
  env: Record<string, string>,
  { prompt, typed } = { prompt: "", typed: "" },
) =>
  Effect.callback<{ readonly exitCode: unknown; readonly out: string; readonly err: string }>((resume) => {
    const child = execFile(
      file,
      args,
      { env: { PATH: process.env.PATH, TERM: "xterm", ...env } },
      (error, out, err) => resume(Effect.succeed({ exitCode: error?.code ?? 0, out, err })),
    )
    if (prompt === "") child.stdin?.end(typed)
    else {
      let printed = ""
      child.stdout?.on("data", (chunk) => {
        printed += chunk
        if (!child.stdin?.writableEnded && printed.includes(prompt)) child.stdin?.end(typed)
      })
    }
    return Effect.sync(() => child.kill())
  })

interface TerminalOptions {
  readonly env?: Record<string, string>
  readonly columns?: number
  readonly typed?: { readonly prompt: string; readonly typed: string }
}

/** Runs the program with all streams on one terminal. */
const onTerminal = (args: ReadonlyArray<string>, { env = {}, columns = 80, typed }: TerminalOptions = {}) =>
  Effect.map(
    executed("script", ["-qfec", `stty cols ${columns}; ${program(args)}`, "/dev/null"], env, typed),
    ({ exitCode, out }) => ({ exitCode, out: out.replaceAll("\r\n", "\n") }),
  )

const inPipe = (command: string) => executed("sh", ["-c", command], {})

const program = (args: ReadonlyArray<string>) => quoted([process.execPath, bundle, ...args])

/** A service with the given pages of connectors, which records the methods of requests. */
const service = (connectors: ReadonlyArray<unknown>, ...others: ReadonlyArray<ReadonlyArray<unknown>>) =>
  Effect.gen(function* () {
    const methods: Array<string | undefined> = []
    const pages = [connectors, ...others]
    const server = createServer((request, response) => {
      methods.push(request.method)
      if (request.method === "DELETE") return response.writeHead(204).end()
      const one = request.url?.includes("domainJoinConnectors(")
      const { origin, pathname, searchParams } = new URL(request.url ?? "", `http://${request.headers.host}`)
      const page = Number(searchParams.get("$skiptoken") ?? 0)
      const list = {
        value: pages[page],
        ...(page + 1 < pages.length && { "@odata.nextLink": `${origin}${pathname}?$skiptoken=${page + 1}` }),
      }
      const body = Buffer.from(JSON.stringify(one ? connectors[0] : list))
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
        const { out } = yield* onTerminal(args, { columns: 40 })
        assert.include(out, "\u001b[1mEXIT CODES\u001b[22m")
        const plain = stripVTControlCharacters(out)
        for (const line of plain.split("\n")) assert.isAtMost(line.length, 40)
      }),
    )
  }

  it.live("a query applies to the request of a dry run", () =>
    Effect.gen(function* () {
      const args = ["delete", "1", "--dry-run", "--url", "http://127.0.0.1:1/beta", "--query", "method"]
      const { exitCode, out } = yield* onTerminal(args)
      assert.strictEqual(exitCode, 0, out)
      assert.match(out, /DELETE\n$/)
      assert.notInclude(out, "127.0.0.1")
    }),
  )

  it.live("errors are broken between words", () =>
    Effect.gen(function* () {
      const empty = { ODJ_CONFIG_DIR: "/nonexistent" }
      for (const columns of [40, 80]) {
        for (const [args, words] of [
          [["list"], "Not signed in Run `odj login`, or pass --url or --store."],
          [["doctor"], "Not signed in Run `odj login`, or pass --url or --store."],
          [["list", "--state", "off", "--top", "0"], "or inactive."],
        ] as const) {
          const { out } = yield* onTerminal(args, { columns, env: empty })
          for (const line of out.split("\n")) assert.isAtMost(line.length, columns)
          assert.include(out.replaceAll(/\s+/g, " "), words)
        }
      }
    }),
  )

  it.live("the sign-ins are a table that leaves out columns, and never cuts a name", () =>
    Effect.gen(function* () {
      const name = "contoso-of-the-north"
      const { folder } = yield* storeSignIns({ default: name, profiles: { [name]: person } })
      const env = { ODJ_CONFIG_DIR: folder, NO_COLOR: "1" }
      const rows: Array<string> = []
      for (const columns of [40, 80, 200]) {
        const { out } = yield* onTerminal(["profiles"], { columns, env })
        for (const line of out.split("\n")) assert.isAtMost(line.length, columns)
        rows.push(out.split("\n").find((line) => line.startsWith(`${name}  true     true`)) ?? "")
      }
      assert.notInclude(rows[0], "device-code")
      assert.include(rows[1], "device-code")
      assert.include(rows[2], person.url)
    }),
  )

  it.live("an empty list of sign-ins is a sentence", () =>
    Effect.gen(function* () {
      const { out } = yield* onTerminal(["profiles"], { env: { ODJ_CONFIG_DIR: "/nonexistent" } })
      assert.strictEqual(out, "No sign-ins. Run `odj login`.\n")
    }),
  )

  it.live("a list is a table in colour", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin, paris])
      const { exitCode, out } = yield* onTerminal(["list", "--url", url])
      assert.strictEqual(exitCode, 0, out)
      assert.include(out, "\u001b[1mNAME\u001b[0m")
      assert.include(out, "\u001b[32mactive\u001b[0m")
      assert.include(out, "  6.2504.2001.10  2\n")
    }),
  )

  for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }, { FORCE_COLOR: "0" }]) {
    it.live(`a list is a table without colour with ${JSON.stringify(env)}`, () =>
      Effect.gen(function* () {
        const { url } = yield* service([berlin])
        const { out } = yield* onTerminal(["list", "--url", url], { env })
        assert.match(out, /^NAME +STATE/m)
        assert.notInclude(out, "\u001b")
      }),
    )
  }

  const guid = (digit: number) => `77296cf7-6cf7-7729-f76c-2977f76c297${digit}`
  const names = [
    "HQ",
    "東京本社コネクタ第一号機",
    "🎉 party",
    "e\u0301te\u0301",
    "שלום",
    "x".repeat(120),
    "a\u001b[2J\r\nb",
  ]
  const named = names.map((displayName, digit) => ({
    ...berlin,
    id: guid(digit),
    displayName,
    lastConnectionDateTime: "0001-01-01T00:00:00Z",
  }))
  const heads: Readonly<Record<number, RegExp>> = {
    40: /^NAME +STATE +LAST SEEN$/,
    80: /^NAME +STATE +LAST SEEN +VERSION +ID$/,
    200: /^NAME +STATE +LAST SEEN +VERSION +ID$/,
  }
  for (const columns of [40, 80, 200]) {
    it.live(`a list of any names fits ${columns} columns`, () =>
      Effect.gen(function* () {
        const { url } = yield* service(named)
        const { out } = yield* onTerminal(["list", "--url", url], { columns, env: { NO_COLOR: "1" } })
        const [head = "", ...lines] = out.trimEnd().split("\n")
        assert.match(head, heads[columns] ?? /^$/)
        assert.lengthOf(lines, names.length)
        const state = displayWidth(head.slice(0, head.indexOf("STATE")))
        for (const [digit, line] of lines.entries()) {
          assert.isAtMost(displayWidth(line), columns)
          assert.strictEqual(displayWidth(line.slice(0, line.indexOf("active"))), state)
          if (columns > 40) assert.isTrue(line.endsWith(guid(digit)))
          assert.notMatch(line, /\p{Cc}/u)
        }
      }),
    )
  }

  it.live("the columns stay where they are from page to page", () =>
    Effect.gen(function* () {
      const [short, ...long] = named
      const { url } = yield* service([short], long)
      const { out } = yield* onTerminal(["list", "--url", url], { columns: 200, env: { NO_COLOR: "1" } })
      const [, ...lines] = out.trimEnd().split("\n")
      const before = lines.map((line) => displayWidth(line.slice(0, line.indexOf("active"))))
      assert.lengthOf(lines, names.length)
      assert.strictEqual(new Set(before).size, 1)
    }),
  )

  it.live("an empty list says so", () =>
    Effect.gen(function* () {
      const { url } = yield* service([])
      const { exitCode, out } = yield* onTerminal(["list", "--url", url])
      assert.deepStrictEqual([exitCode, out], [0, "No connectors.\n"])
    }),
  )

  it.live("one connector has a line for each property if it does not fit", () =>
    Effect.gen(function* () {
      const { url } = yield* service(named)
      const { out } = yield* onTerminal(["get", guid(0), "--url", url], {
        columns: 40,
        env: { NO_COLOR: "1" },
      })
      assert.strictEqual(
        out,
        `NAME       HQ\nSTATE      active\nLAST SEEN  never\nVERSION    6.2504.2001.8\nID         ${guid(0)}\n`,
      )
    }),
  )

  it.live("Ctrl-C at a prompt ends the line", () =>
    Effect.gen(function* () {
      const { url, methods } = yield* service([berlin])
      const { exitCode, out } = yield* onTerminal(["delete", "1", "--url", url], {
        typed: { prompt: "[y/N] ", typed: "\u0003" },
      })
      assert.strictEqual(exitCode, 130)
      assert.match(out, /\[y\/N\] \^C\n$/)
      assert.deepStrictEqual(methods, ["GET"])
    }),
  )

  it.live("a line says what is being waited for after two seconds, and is gone at the end", () =>
    Effect.gen(function* () {
      const { url } = yield* silentService
      const { out } = yield* onTerminal(["list", "--url", url, "--timeout", "3"], { columns: 120 })
      const { host } = new URL(url)
      const line = `Waiting for ${host} (attempt 1 of 4)`
      const end = `No result within 3s (--timeout): still waiting for ${host} (attempt 1 of 4)\n`
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
      const { exitCode, out } = yield* onTerminal(["delete", "1", "--url", url], {
        typed: { prompt: "[y/N] ", typed: "y\n" },
      })
      assert.strictEqual(exitCode, 0, out)
      assert.include(out, "Delete this connector? [y/N] ")
      assert.include(out, "Deleted 1")
      assert.deepStrictEqual(methods, ["GET", "DELETE"])
    }),
  )

  it.live("a deletion asks, and deletes nothing after n", () =>
    Effect.gen(function* () {
      const { url, methods } = yield* service([berlin])
      const { exitCode, out } = yield* onTerminal(["delete", "1", "--url", url], {
        typed: { prompt: "[y/N] ", typed: "n\n" },
      })
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

  it.live("a table has every property in full, also in colour", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin])
      const plain = yield* inPipe(`${program(["list", "-o", "table", "--url", url])} | cat`)
      const coloured = yield* inPipe(`FORCE_COLOR=1 ${program(["list", "-o", "table", "--url", url])} | cat`)
      assert.match(plain.out, /^id {2}displayName {2}lastConnectionDateTime +state {3}version\n1 {3}Berlin/)
      assert.include(plain.out, berlin.lastConnectionDateTime)
      assert.include(coloured.out, "\u001b[32mactive\u001b[0m")
      assert.strictEqual(stripVTControlCharacters(coloured.out), plain.out)
    }),
  )

  it.live("-o tsv gives a shell the bare ids", () =>
    Effect.gen(function* () {
      const { url } = yield* service([berlin, paris])
      const ids = program(["list", "--query", "[].id", "-o", "tsv", "--url", url])
      const { out } = yield* inPipe(`for id in $(${ids}); do echo "<$id>"; done`)
      assert.strictEqual(out, "<1>\n<2>\n")
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
