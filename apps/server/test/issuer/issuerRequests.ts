/** Sends requests to an issuer without a socket. */
import { Effect } from "effect"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"

export const graphResource = "https://graph.microsoft.com"

export const keys = await Effect.runPromise(generateKeys)
export const origin = "https://odj.example"

export const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
export const now = Date.UTC(2026, 6, 31, 12)

export interface Parts {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly form?: Record<string, string> | string
  readonly headers?: Record<string, string | undefined>
  readonly body?: Buffer | undefined
}

/** Sends a request to an issuer, by default to a new one. */
export const send = (
  { method = "POST", path = `/${tenant}/oauth2/v2.0/token`, query = "", form = {}, headers, ...rest }: Parts,
  respond = makeLocalIssuer(Effect.succeed(keys)),
) =>
  respond(
    {
      method,
      target: path,
      scheme: "https",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: "body" in rest ? rest.body : Buffer.from(new URLSearchParams(form).toString()),
      facts: {},
    },
    { origin, path, query },
  )

/** The response, which must exist. */
export const responseTo = (parts: Parts, respond?: ReturnType<typeof makeLocalIssuer>) =>
  send(parts, respond) ?? Effect.die("The issuer does not respond")

export const jsonOf = ({ body }: Pick<HttpResponse, "body">) => JSON.parse(body ?? "")
