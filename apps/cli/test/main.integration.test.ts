/** The program as a process, against a server. */
import { execFile } from "node:child_process"
import { once } from "node:events"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { bundle } from "./program.ts"

const odj = (args: ReadonlyArray<string>, env: Record<string, string>, stdin: string) =>
  Effect.callback<{ readonly exitCode: unknown; readonly out: string; readonly err: string }>((resume) => {
    const child = execFile(process.execPath, [bundle, ...args], { env }, (error, out, err) =>
      resume(Effect.succeed({ exitCode: error?.code ?? 0, out, err })),
    )
    child.stdin?.end(stdin)
    return Effect.sync(() => child.kill())
  })

const body = JSON.stringify({ ...exampleConnector, displayName: null })

/** A service that gives the same response to every request, and records the requests. */
const service = (status: number, responseBody: string) =>
  Effect.gen(function* () {
    const requests: Array<
      Pick<IncomingMessage, "method" | "headers"> & { readonly target: string | undefined }
    > = []
    const server = createServer((request, response) => {
      const { method, headers, url: target } = request
      requests.push({ method, headers, target })
      response.writeHead(status, { "Content-Type": "application/json" }).end(responseBody)
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
      () => Effect.sync(() => server.close()),
    )
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta/`, requests }
  })

describe("The program odj", () => {
  it.live("sends the token and the connector to the URL, and prints the response", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* service(
        201,
        JSON.stringify({ "@odata.context": "x", id: "7", ...JSON.parse(body) }),
      )
      const { exitCode, out, err } = yield* odj(
        ["create", "--url", url, "--body", "-"],
        { ODJ_TOKEN: "t0ken" },
        body,
      )
      assert.strictEqual(exitCode, 0, err)
      assert.deepStrictEqual(JSON.parse(out), { id: "7", ...JSON.parse(body) })
      assert.strictEqual(requests.length, 1)
      assert.strictEqual(requests[0]?.headers.authorization, "Bearer t0ken")
      assert.strictEqual(requests[0]?.target, "/beta/deviceManagement/domainJoinConnectors")
    }),
  )

  for (const flags of [[], ["--debug"], ["-ojson"]]) {
    it.live(`masks a token that the service repeats, with ${flags.join(" ") || "no flags"}`, () =>
      Effect.gen(function* () {
        const { url } = yield* service(
          403,
          JSON.stringify({ error: { code: "Forbidden", message: "It says t0ken-abc" } }),
        )
        const { exitCode, out, err } = yield* odj(
          ["list", "--url", url, ...flags],
          { ODJ_TOKEN: "t0ken-abc" },
          "",
        )
        assert.strictEqual(exitCode, 4, err)
        assert.include(err, "Forbidden: It says ***")
        assert.notInclude(out + err, "t0ken-abc")
      }),
    )
  }

  it.live("exits with 6 after one create if the outcome is unknown", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* service(504, "<html>")
      const { exitCode, out, err } = yield* odj(
        ["create", "--url", url, "--body", "-"],
        { ODJ_TOKEN: "t0ken" },
        body,
      )
      assert.strictEqual(exitCode, 6)
      assert.strictEqual(out, "")
      assert.match(
        err,
        /^It is unknown whether the connector was created: HTTP 504 from \S+: .*\nLook for it with `odj list` before you create it again\.\n$/,
      )
      assert.lengthOf(
        requests.filter(({ method }) => method === "POST"),
        1,
      )
    }),
  )

  it.live("finds with --reconcile the connector of a create with an unknown outcome", () =>
    Effect.gen(function* () {
      const connectors: Array<object> = []
      const server = createServer(async (request, response) => {
        const sent = JSON.parse((await text(request)) || "null")
        if (sent !== null) connectors.push({ ...sent, id: String(connectors.length) })
        response
          .writeHead(sent === null ? 200 : 504, { "Content-Type": "application/json" })
          .end(JSON.stringify({ value: connectors }))
      })
      yield* Effect.acquireRelease(
        Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(() => server.close()),
      )
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beta/`
      const args = ["create", "--url", url, "--reconcile", "--body", "-", "--query", "id"]
      assert.deepStrictEqual(yield* odj(args, {}, body), { exitCode: 0, out: '"0"\n', err: "" })
      assert.strictEqual(connectors.length, 1)
    }),
  )
})
