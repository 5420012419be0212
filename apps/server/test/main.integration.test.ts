/** The program as a process: output, signals, exit codes. */
import { execFile } from "node:child_process"
import { X509Certificate } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { createServer, get } from "node:http"
import { type AddressInfo, connect } from "node:net"
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

  it.live("logs each request with --log json, without its token", () =>
    Effect.gen(function* () {
      const { child, url } = yield* startListening(["--log", "json"])
      yield* post(url, { Authorization: "Bearer secret" })
      child.kill()
      const { err } = yield* ended(child)
      const { method, path, status } = JSON.parse(err)
      assert.deepStrictEqual([method, path, status], ["POST", collection, 401])
      assert.notInclude(err, "secret")
    }),
  )

  it.live("exports traces and metrics to the collector in the environment", () =>
    Effect.gen(function* () {
      const received = new Map<string, string>()
      const collector = createServer((request, response) => {
        let body = ""
        request.setEncoding("utf8").on("data", (chunk) => {
          body += chunk
        })
        request.on("end", () => {
          received.set(request.url ?? "", (received.get(request.url ?? "") ?? "") + body)
          response.end("{}")
        })
      })
      yield* Effect.acquireRelease(
        Effect.promise(() => once(collector.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(() => collector.close()),
      )
      const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
      const { child, url } = yield* startListening(["--auth", "none"], {
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      })
      yield* post(url, { Authorization: "Bearer secret" })
      child.kill()
      assert.strictEqual((yield* ended(child)).exitCode, 0)
      assert.deepStrictEqual([...received.keys()].sort(), ["/v1/metrics", "/v1/traces"])
      assert.include(received.get("/v1/traces"), "POST /deviceManagement/domainJoinConnectors")
      assert.include(received.get("/v1/metrics"), "http.server.request.duration")
      assert.notInclude([...received.values()].join(), "secret")
    }),
  )

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
        [["--max-body", "0"], /max-body/],
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
