/** The program as a process: output, signals, exit codes. */
import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises"
import { get } from "node:http"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { decodeJwt } from "jose"
import { ended, outputWith, start, startListening } from "./program.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

const json = { "Content-Type": "application/json" }

const post = (url: string, headers: Record<string, string> = {}, body = JSON.stringify(exampleConnector)) =>
  Effect.promise(() => fetch(url + collection, { method: "POST", headers: { ...json, ...headers }, body }))

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-test-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

const sh = promisify(execFile)

describe("The program odj-server", () => {
  for (const flags of [[], ["--tls"], ["--auth", "none"]]) {
    it.live(`prints a command that creates a connector: ${flags.join(" ") || "without flags"}`, () =>
      Effect.gen(function* () {
        const output = yield* outputWith(yield* start(["--port", "0", ...flags]), "}'\n")
        const url = /^odj-server listening on (https?:\/\/127\.0\.0\.1:\d+)\n/.exec(output)?.[1] ?? ""
        const lines = output.slice(output.search(/^(?:TOKEN=|curl)/m))
        const { stdout } = yield* Effect.promise(() => sh("sh", ["-c", lines]))
        assert.strictEqual(url.startsWith("https:"), flags.includes("--tls"))
        assert.match(stdout, /^HTTP\/1\.1 201 Created\r\n/)
        assert.include(stdout, `${url}${collection}('`)
        assert.strictEqual(output.includes("TOKEN="), !flags.includes("none"))
      }),
    )
  }

  it.live("prints its public URL in the command and in the token, and accepts both", () =>
    Effect.gen(function* () {
      const publicUrl = "https://graph.example.test/prefix"
      const output = yield* outputWith(yield* start(["--port", "0", "--public-url", `${publicUrl}/`]), "}'\n")
      const [, url = ""] = /^odj-server listening on (\S+)\n/.exec(output) ?? []
      const [, token = ""] = /^TOKEN=(\S+)$/m.exec(output) ?? []
      assert.include(output, `\ndocumentation: ${publicUrl}/docs\n`)
      assert.include(output, `\ncurl -i ${publicUrl}${collection} `)
      assert.match(String(decodeJwt(token).iss), RegExp(`^${publicUrl}/`))
      const response = yield* post(`${url}/prefix`, { Authorization: `Bearer ${token}` })
      assert.strictEqual(response.status, 201)
      assert.include(response.headers.get("Location"), `${publicUrl}${collection}(`)
    }),
  )

  it.live("has a certificate for its own hosts", () =>
    Effect.gen(function* () {
      const hosts = ["--public-url", "https://graph.example.test:8365", "--allowed-host", "odj.example.test"]
      const child = yield* start(["--port", "0", "--quiet", "--tls", ...hosts])
      const [, path = ""] = /^certificate: (.*)$/m.exec(yield* outputWith(child, ".pem\n")) ?? []
      const { subjectAltName } = new X509Certificate(yield* Effect.promise(() => readFile(path)))
      assert.include(subjectAltName, "DNS:graph.example.test, DNS:odj.example.test")
    }),
  )

  it.live("prints only its address with --quiet", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startListening()
      const response = yield* post(url)
      assert.strictEqual(response.status, 401)
      child.kill()
      assert.strictEqual(yield* outputWith(child, "never"), "")
    }),
  )

  it.live("trusts a token that was made with its key file", () =>
    Effect.gen(function* () {
      const keys = join(yield* temporary, "keys.json")
      const { url } = yield* startListening(["--keys", keys])
      const tokenFor = Effect.fnUntraced(function* (...address: ReadonlyArray<string>) {
        const child = yield* start(["token", "--keys", keys, ...address])
        return { Authorization: `Bearer ${(yield* outputWith(child, "\n")).trim()}` }
      })
      const headers = yield* tokenFor("--url", url)
      assert.strictEqual((yield* post(url, headers)).status, 201)
      assert.strictEqual((yield* post(url, yield* tokenFor())).status, 201)
      const again = yield* startListening(["--keys", keys])
      assert.strictEqual((yield* post(again.url, headers)).status, 201)
      const foreign = yield* post(url, yield* tokenFor("--url", "https://graph.example.test/prefix"))
      assert.match(yield* Effect.promise(() => foreign.text()), /Invalid issuer/)
    }),
  )

  it.live("applies --max-body and --cors-origin", () =>
    Effect.gen(function* () {
      const flags = ["--auth", "none", "--max-body", "100000", "--cors-origin", "https://page.test"]
      const { url } = yield* startListening(flags)
      const large = JSON.stringify({ ...exampleConnector, displayName: "x".repeat(70_000) })
      const response = yield* post(url, { Origin: "https://page.test" }, large)
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers.get("Access-Control-Allow-Origin"), "https://page.test")
      assert.strictEqual((yield* post(url, {}, large.padEnd(100_001))).status, 413)
    }),
  )

  it.live("logs only JSON with --log json: its start, its requests and its stop, without a secret", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startListening(["--log", "json"])
      yield* post(url, { Authorization: "Bearer s3cr3t" })
      yield* Effect.promise(() => fetch(`${url}${collection}?$filter=s3cr3t&$top=s3cr3t`))
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname).resume()
      socket.write("s3cr3t\r\n\r\n")
      yield* Effect.promise(() => once(socket, "close"))
      child.kill()
      const { err } = yield* ended(child)
      assert.notInclude(err, "s3cr3t")
      const entries = err
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        entries.map(({ level, message, method, path, options, status }) =>
          message === "request" ? [level, method, path, options, status] : [level, message],
        ),
        [
          ["info", "listening"],
          ["warn", "POST", collection, undefined, 401],
          ["warn", "GET", collection, ["$filter", "$top"], 401],
          ["warn", undefined, undefined, undefined, 400],
          ["info", "stopping"],
        ],
      )
      assert.deepInclude(entries[0], { url, store: "memory (lost when the server stops)" })
      assert.strictEqual(entries[1].client, "127.0.0.1")
    }),
  )

  it.live("drops lines of its log while standard error is not read, and then logs how many", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startListening(["--log", "json", "--auth", "none"])
      const request = Effect.promise(async () => (await fetch(`${url}/${"x".repeat(8_000)}`)).status)
      const statuses = yield* Effect.all(Array.from({ length: 300 }, () => request))
      assert.deepStrictEqual(new Set(statuses), new Set([404]))
      let err = ""
      child.stderr?.setEncoding("utf8").on("data", (text) => {
        err += text
      })
      while (!err.includes("Dropped")) yield* request
      child.kill()
      yield* ended(child)
      const lines = err.trimEnd().split("\n")
      for (const line of lines) JSON.parse(line)
      const dropped = lines.find((line) => line.includes("Dropped"))
      assert.isAbove(Number(/Dropped (\d+) entries/.exec(dropped ?? "")?.[1]), 0)
    }),
  )

  it.live("logs as JSON why it can't start, and that it ignores a variable", () =>
    Effect.gen(function* () {
      const { url } = yield* startListening()
      const env = { ODJ_SERVER_LOG: "json", ODJ_SERVER_PROT: "s3cr3t", ODJ_SERVER_PORT: new URL(url).port }
      const { err, exitCode } = yield* ended(yield* start([], env))
      assert.strictEqual(exitCode, 1)
      const entries = err
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.deepStrictEqual(
        entries.map(({ level }) => level),
        ["warn", "fatal"],
      )
      assert.match(entries[0].message, /ODJ_SERVER_PROT/)
      assert.match(entries[1].message, /^Can't listen on 127\.0\.0\.1:\d+: address already in use$/)
      assert.notInclude(err, "s3cr3t")
      const invalid = yield* ended(
        yield* start(["--log", "json", "--keys", "k"], { ODJ_SERVER_AUTH: "none" }),
      )
      assert.strictEqual(invalid.exitCode, 2)
      assert.strictEqual(JSON.parse(invalid.err).message, "--keys works only with ODJ_SERVER_AUTH local")
      const port = yield* ended(
        yield* start([], { ODJ_SERVER_LOG: "json", ODJ_SERVER_PORT: "tcp://10.0.0.1:8365" }),
      )
      assert.strictEqual(port.exitCode, 2)
      assert.match(JSON.parse(port.err).message, /^ODJ_SERVER_PORT: .*Kubernetes/)
      for (const variable of ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_BSP_SCHEDULE_DELAY"]) {
        const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", [variable]: "s3cr3t" }
        const refused = yield* ended(yield* start(["--log", "json"], environment))
        assert.strictEqual(refused.exitCode, 2)
        assert.match(JSON.parse(refused.err).message, new RegExp(`^${variable}: Expected`))
        assert.notInclude(refused.err, "s3cr3t")
      }
    }),
  )

  it.live("logs as JSON an exception that ends it", () =>
    Effect.gen(function* () {
      const crash = "data:text/javascript,process.on('SIGUSR2',()=>{throw(Error('boom'))})"
      const { child } = yield* startListening(["--log", "json"], { NODE_OPTIONS: `--import=${crash}` })
      child.kill("SIGUSR2")
      const { err, exitCode } = yield* ended(child)
      assert.strictEqual(exitCode, 1)
      const [, { level, stack }] = err
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line))
      assert.strictEqual(level, "fatal")
      assert.match(stack, /^Error: boom\n/)
    }),
  )

  it.live("takes its settings from the environment, and a store before that of odj", () =>
    Effect.gen(function* () {
      const file = join(yield* temporary, "a.db")
      const { child, url } = yield* startListening([], {
        ODJ_SERVER_STORE: `sqlite:${file}`,
        ODJ_SERVER_AUTH: "none",
        ODJ_SERVER_CORS_ORIGIN: "https://a.test https://b.test",
      })
      const response = yield* post(url, { Origin: "https://b.test" })
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers.get("Access-Control-Allow-Origin"), "https://b.test")
      child.kill()
      yield* ended(child)
      yield* Effect.promise(() => readFile(file))
    }),
  )

  it.live("prints help that fits 80 columns and has the rule of the variables", () =>
    Effect.gen(function* () {
      const help = yield* outputWith(yield* start(["--help"]), "never")
      const [text = "", examples] = help.split("EXAMPLES")
      assert.isDefined(examples)
      assert.match(text, /ODJ_SERVER_MAX_BODY=100000 is --max-body 100000/)
      assert.deepStrictEqual(
        text.split("\n").filter((line) => line.length > 80),
        [],
      )
    }),
  )

  describe("with a folder for compiled code", () => {
    const keptIn = (folder: string) =>
      Effect.promise(async () => {
        const names = await readdir(folder, { recursive: true })
        const kept = names.filter((name) => /odj-\w{64}-\w+$/.test(name)).sort()
        return Promise.all(kept.map(async (name) => [name, (await stat(join(folder, name))).ino] as const))
      })

    const serve = (
      env: Readonly<Record<string, string>>,
      signal: "SIGKILL" | "SIGTERM",
      ...paths: ReadonlyArray<string>
    ) =>
      Effect.gen(function* () {
        const { child, url } = yield* startListening(["--auth", "none"], env)
        // After the first response, the code is kept before the next request is read.
        for (const path of paths) {
          const response = yield* Effect.promise(() => fetch(url + path))
          assert.strictEqual(response.status, 200)
        }
        child.kill(signal)
        yield* ended(child)
      })

    it.live("keeps it after the first response, even if it is killed, and begins with it", () =>
      Effect.gen(function* () {
        const folder = yield* temporary
        const env = { NODE_COMPILE_CACHE: folder }
        yield* serve(env, "SIGKILL", collection, "/livez")
        const kept = yield* keptIn(folder)
        assert.isAbove(kept.length, 2)
        yield* serve(env, "SIGKILL", collection, "/livez")
        assert.deepStrictEqual(yield* keptIn(folder), kept)
      }),
    )

    it.live("keeps at its end what it has loaded later", () =>
      Effect.gen(function* () {
        const folder = yield* temporary
        const env = { NODE_COMPILE_CACHE: folder }
        yield* serve(env, "SIGKILL", "/livez", "/docs")
        const first = yield* keptIn(folder)
        yield* serve(env, "SIGTERM", "/livez", "/docs")
        const kept = yield* keptIn(folder)
        assert.isAbove(kept.length, first.length)
        assert.includeDeepMembers(kept, first)
      }),
    )

    it.live("keeps none without a response, or if caching is disabled", () =>
      Effect.gen(function* () {
        const folder = yield* temporary
        const env = { NODE_COMPILE_CACHE: folder }
        yield* ended(yield* start(["--version"], env))
        yield* serve(env, "SIGTERM")
        yield* serve({ ...env, NODE_DISABLE_COMPILE_CACHE: "1" }, "SIGTERM", collection)
        assert.deepStrictEqual(yield* keptIn(folder), [])
      }),
    )
  })

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it.live(`exits with 0 on ${signal}`, () =>
      Effect.gen(function* () {
        const { child } = yield* startListening()
        child.kill(signal)
        assert.strictEqual((yield* ended(child)).exitCode, 0)
      }),
    )
  }

  it.live("is not ready while it stops, completes accepted requests, and ends at a second signal", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startListening(["--auth", "none"])
      // Each on a new connection: the server closes idle ones when it stops.
      const page = (path: string) =>
        Effect.tryPromise(async (): Promise<number> => {
          const [{ statusCode }] = await once(get(url + path, { agent: false }), "response")
          return statusCode
        })
      assert.strictEqual(yield* page("/readyz"), 200)
      const { hostname, port } = new URL(url)
      const accepted = connect(Number(port), hostname).on("error", () => {})
      accepted.write(
        `POST ${collection} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
      )
      // The request is accepted once a later one has its response.
      yield* page("/readyz")
      child.kill()
      let status = 200
      // A connection without a request is closed when the server stops; then the probe is retried.
      while (status === 200) status = yield* Effect.orElseSucceed(page("/readyz"), () => 200)
      assert.strictEqual(status, 503)
      assert.strictEqual(yield* page("/livez"), 200)
      child.kill()
      assert.strictEqual((yield* ended(child)).exitCode, 143)
    }),
  )

  it.live("exits with 1 if it can't start, and says why", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const { url } = yield* startListening()
      const failures: ReadonlyArray<readonly [args: ReadonlyArray<string>, message: RegExp]> = [
        [["--port", new URL(url).port], /Can't listen on 127\.0\.0\.1:\d+: address already in use/],
        [["--port", "0", "--keys", folder], /Can't use the key file/],
        [
          ["--port", "0", "--tls-cert", join(folder, "a"), "--tls-key", join(folder, "b")],
          /Can't read .*: no such file or directory/,
        ],
        [["token", "--keys", join(folder, "none")], /no such file/],
      ]
      for (const [args, message] of failures) {
        const { exitCode, err } = yield* ended(yield* start(args))
        assert.strictEqual(exitCode, 1, args.join(" "))
        assert.match(err, message)
      }
    }),
  )

  it.live("exits with 2 for an invalid command line, and names every problem", () =>
    Effect.gen(function* () {
      const refused: ReadonlyArray<
        readonly [args: ReadonlyArray<string>, ...messages: ReadonlyArray<RegExp>]
      > = [
        [["--prot", "0"], /--prot/],
        [["--auth", "none", "--host", "0.0.0.0"], /--auth none lets anyone do everything/],
        [
          ["--auth", "jwt", "--keys", "x"],
          /--keys works only/,
          /Missing --audience/,
          /Missing --issuer/,
          /Missing --jwks-uri/,
        ],
        [["--max-body", "0"], /flag --max-body: "0"\. Expected a value between 1 and 4194304$/m],
        [
          ["--public-url", "https://graph.example.test/beta", "--allowed-host", "odj:8365"],
          /--public-url must be an http or https URL/,
          /--allowed-host must be a name or an address without a port, .* not odj:8365/,
        ],
      ]
      for (const [args, ...messages] of refused) {
        const { exitCode, err } = yield* ended(yield* start(args))
        assert.strictEqual(exitCode, 2, args.join(" "))
        for (const message of messages) assert.match(err, message)
      }
    }),
  )

  it.live("ends with 2 after an invalid variable, so that systemd does not restart it", () =>
    Effect.gen(function* () {
      const child = yield* start(["--store", "graph"], { ODJ_CLOUD: "mars" })
      const { exitCode, err } = yield* ended(child)
      assert.strictEqual(exitCode, 2)
      assert.match(err, /ODJ_CLOUD: Expected "global"/)
    }),
  )

  it.live("does not print a password in the wrong place", () =>
    Effect.gen(function* () {
      const address = "postgres://u:s3cr3tpw@h/d"
      for (const args of [
        [address],
        ["--port", address],
        [`--stroe=${address}`],
        ["--cors-origin", address],
        ["--public-url", address],
        ["--allowed-host", address],
        ["--auth", "postgres://u:s3cr3t/p@w@h/d?password=s3cr3t"],
        ["token", "--keys", "k", "--url", address],
      ]) {
        const child = yield* start(args)
        const [out, { exitCode, err }] = yield* Effect.all([outputWith(child, "never"), ended(child)], {
          concurrency: "unbounded",
        })
        assert.strictEqual(exitCode, 2, args.join(" "))
        assert.notInclude(out + err, "s3cr3t")
        assert.match(err, /ERROR/)
      }
    }),
  )

  it.live("publishes no private key", () =>
    Effect.gen(function* () {
      const keys = join(yield* temporary, "keys.json")
      const { url } = yield* startListening(["--keys", keys])
      const published = yield* Effect.promise(async () =>
        (await fetch(`${url}/common/discovery/v2.0/keys`)).text(),
      )
      const secret = JSON.parse(yield* Effect.promise(() => readFile(keys, "utf8"))).keys[0]
      assert.include(published, secret.n)
      assert.notInclude(published, secret.d)
    }),
  )
})
