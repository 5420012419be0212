/** Describes requests and headers without their secrets. */
import { Option } from "effect"
import { type Headers, type HttpBody, HttpClientRequest } from "effect/http"
import { redactHeaders, redactText, secretsOf } from "../secrets/Redaction.ts"
import type { RequestText } from "./RequestText.ts"

const utf8 = new TextDecoder()

const bodyText = (body: HttpBody.HttpBody): string => {
  switch (body._tag) {
    case "Uint8Array":
      return body.text ?? utf8.decode(body.body)
    case "Empty":
      return ""
    default:
      return `(${body._tag})`
  }
}

/** The headers without secrets: a header with a secret name loses its whole value. */
export const headersText = (headers: Headers.Headers, secrets: ReadonlyArray<string>) =>
  Object.fromEntries(
    Object.entries(redactHeaders(headers)).map(([name, value]) => [
      redactText(name, secrets),
      redactText(value, secrets),
    ]),
  )

const address = (request: HttpClientRequest.HttpClientRequest): string =>
  Option.match(HttpClientRequest.toUrl(request), { onNone: () => request.url, onSome: ({ href }) => href })

/** The request as it is sent, without its secrets. */
export const describeRequest = (request: HttpClientRequest.HttpClientRequest): RequestText => {
  const { method, headers, body } = request
  const secrets = secretsOf(headers)
  return {
    method,
    url: redactText(address(request), secrets),
    headers: headersText(headers, secrets),
    body: redactText(bodyText(body), secrets),
  }
}
