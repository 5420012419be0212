/** A double and its control without a socket. */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"
import { makeControl } from "../../src/control/Control.ts"
import type { ControlToken } from "../../src/control/ControlOption.ts"
import { type DoubleControls, makeDouble } from "../../src/double/TestDouble.ts"
import { makeKept } from "../../src/graph/Tenants.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"
import { none } from "../../src/server/Authentication.ts"
import type { ControlledServer } from "../../src/server/HttpControl.ts"

export interface Parts {
  readonly method?: string
  readonly headers?: HttpRequest["headers"]
  readonly body?: unknown
  readonly address?: string | undefined
}

/** A request from a program on the machine of the server, unless the parts say otherwise. */
export const requestFor = (
  target: string,
  { method = "GET", headers, body, address = "127.0.0.1" }: Parts = {},
): HttpRequest => ({
  method,
  target,
  scheme: "http",
  headers: { host: "127.0.0.1:8365", "content-type": "application/json", ...headers },
  body: Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === "string" ? body : (JSON.stringify(body) ?? "")),
  connection: { address, httpVersion: "1.1", hasEnded: () => false },
  facts: {},
})

/** What responds to requests that are not for the control. */
const beyond: HttpResponse = { status: 299, headers: {}, body: "beyond" }

const facts = { version: "1.2.3", store: "memory", started: new Date(0) }

const parts = { transport: "tcp", hasIssuer: true } as const

interface Others {
  /** In place of those of the double. */
  readonly controls?: Partial<DoubleControls>
  readonly server?: Partial<ControlledServer>
}

export const controlled = Effect.fnUntraced(function* (
  token?: ControlToken,
  publicUrl?: string,
  { controls, server }: Others = {},
) {
  const made = yield* makeDouble(yield* makeKept(MemoryConnectorStore.make), {}, parts)
  const double = { ...made, controls: { ...made.controls, ...controls } }
  const control = makeControl(double, facts, token, publicUrl)
  const wrap = control.around({
    tenants: double.tenants,
    readiness: Effect.succeed("ok"),
    issuer: undefined,
    ...server,
  })
  const handle = wrap(() => Effect.succeed(beyond))
  const recorded = made.between.around(none, publicUrl)(() => Effect.succeed(beyond))
  return {
    double,
    control,
    send: (target: string, parts?: Parts) => handle(requestFor(target, parts)),
    /** Records a request. */
    record: (target = "/beta", parts?: Parts) => recorded(requestFor(target, parts)),
  }
})

export const jsonOf = ({ body }: HttpResponse) => JSON.parse(body ?? "null")

/** The problems that a response names, as `path: message`. */
export const problemsIn = (response: HttpResponse): ReadonlyArray<string> =>
  (jsonOf(response).error.details ?? []).map(
    ({ target, message }: { readonly target: string; readonly message: string }) => `${target}: ${message}`,
  )
