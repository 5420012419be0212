/** A double and its control without a socket. */
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect } from "effect"
import { makeControl } from "../../src/control/Control.ts"
import type { ControlToken } from "../../src/control/ControlOption.ts"
import { makeDouble } from "../../src/double/TestDouble.ts"
import { makeKept } from "../../src/graph/Tenants.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"

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

const parts = { transport: "tcp", hasIssuer: true } as const

export const controlled = Effect.fnUntraced(function* (token?: ControlToken, publicUrl?: string) {
  const double = yield* makeDouble(yield* makeKept(MemoryConnectorStore.make), {}, parts)
  const control = makeControl(double.controls, token, publicUrl)
  const handle = control.around(() => Effect.succeed(beyond))
  return {
    double,
    control,
    send: (target: string, parts?: Parts) => handle(requestFor(target, parts)),
  }
})

export const jsonOf = ({ body }: HttpResponse) => JSON.parse(body ?? "null")

/** The problems that a response names, as `path: message`. */
export const problemsIn = (response: HttpResponse): ReadonlyArray<string> =>
  (jsonOf(response).error.details ?? []).map(
    ({ target, message }: { readonly target: string; readonly message: string }) => `${target}: ${message}`,
  )
