/** Writes the response of a fault: an error in the form of Graph's API or of the issuer, or the text that the fault gives. */
import { parseJson, type RequestIds } from "@odj/graph-wire"
import { DateTime, Effect, Result } from "effect"
import { fiberErrorResponse } from "../graph/ErrorResponse.ts"
import { bodiless, type HttpRequest, type HttpResponse } from "../http/HttpMessage.ts"
import { OAuthFailure, oauthResponse, usualFailure } from "../oauth/OAuthFailure.ts"
import type { StatusResponse } from "./Fault.ts"
import { usualError } from "./UsualError.ts"

type Headers = HttpResponse["headers"]

export interface FaultContext {
  readonly request: HttpRequest
  /** Whether the request is for the issuer. */
  readonly isIssuer: boolean
  readonly ids: RequestIds
  /** The address where clients sign in. */
  readonly signInAddress: string
  /** The wait if the fault gives none, in seconds. */
  readonly retryAfter: number | undefined
}

/** The usual number and text of Entra, unless the message has its own number: `AADSTS70043: The refresh token ...`. */
const oauthFailure = ({ status, code }: StatusResponse, message: string | undefined) => {
  const usual = usualFailure(status)
  const [, number, sentence = message] = /^AADSTS(\d+): (.*)$/s.exec(message ?? "") ?? []
  return new OAuthFailure({
    error: code ?? usual.error,
    code: number === undefined ? usual.code : Number(number),
    sentence: sentence ?? usual.sentence,
  })
}

const isJson = (text: string) => Result.isSuccess(parseJson(text))

/** A fault's header replaces the usual one, whatever their case. */
const withHeaders = (usual: Headers, own: Headers): Headers => {
  const names = new Map(Object.keys(usual).map((name) => [name.toLowerCase(), name]))
  const renamed = Object.entries(own).map(([name, value]) => [names.get(name.toLowerCase()) ?? name, value])
  return { ...usual, ...Object.fromEntries(renamed) }
}

/** The body of a response to a request of a batch is JSON if its type says so. */
const partBody = ({ headers, body }: HttpResponse) =>
  body !== undefined && headers["Content-Type"]?.startsWith("application/json") && !isJson(body)
    ? JSON.stringify(body)
    : body

/** The response with the fault's status. */
export const faultResponse = (
  outcome: StatusResponse,
  { request, isIssuer, ids, signInAddress, retryAfter }: FaultContext,
): Effect.Effect<HttpResponse> =>
  Effect.flatMap(DateTime.nowAsDate, (now) => {
    const { status } = outcome
    const values: Readonly<Record<string, string>> = {
      requestId: ids.requestId,
      connector: String(request.facts.connector ?? ""),
      date: now.toISOString().slice(0, 19),
    }
    const fill = (text: string) =>
      text.replaceAll(/\{(requestId|connector|date)\}/g, (_, name: string) => values[name] ?? "")
    const message = outcome.message === undefined ? undefined : fill(outcome.message)
    const usual = usualError(status)
    const error = isIssuer
      ? oauthResponse(oauthFailure(outcome, message), request)
      : fiberErrorResponse(
          {
            status,
            error: { ...usual, code: outcome.code ?? usual.code, message: message ?? usual.message },
            ...(status === 401 && { challenge: { error: "invalid_token" } }),
          },
          ids,
          signInAddress,
        )
    return Effect.map(error, ({ headers: { "Content-Type": type = "", ...common }, body }): HttpResponse => {
      const text = outcome.body === undefined ? (status < 400 ? undefined : body) : fill(outcome.body)
      const hasBody = text !== undefined && !bodiless.has(status)
      const wait = outcome.retryAfter ?? retryAfter
      const headers = withHeaders(
        {
          ...(hasBody && { "Content-Type": isJson(text) ? type : "text/plain" }),
          ...common,
          "request-id": ids.requestId,
          "client-request-id": ids.clientRequestId,
          ...(wait !== undefined && { "Retry-After": String(wait) }),
        },
        outcome.headers ?? {},
      )
      const response = { status, headers, body: hasBody ? text : undefined }
      return request.part === undefined ? response : { ...response, body: partBody(response) }
    })
  })
