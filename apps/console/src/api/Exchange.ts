/** Makes one request of the page, with the token it is given, and reads the response. */
import { base } from "./Base.ts"
import type { Call } from "./Call.ts"
import { CallFailed, refused } from "./CallFailed.ts"
import { checkLink } from "./Link.ts"
import { ownRequestId } from "./OwnRequest.ts"

/** How long a response may take, in milliseconds. */
const patience = 60_000

export interface Received {
  readonly status: number
  readonly headers: Headers
  /** JSON as a value, anything else as text; `undefined` if there is none. */
  readonly body: unknown
}

const unreadable = Symbol()

const away = "The server does not respond."

/** A proxy responds with one of these if its server does not. */
const statusesOfProxies: ReadonlySet<number> = new Set([502, 503, 504])

const read = async (response: Response): Promise<unknown> => {
  const text = await response.text()
  if (text === "") return undefined
  if (!/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) return text
  try {
    return JSON.parse(text)
  } catch {
    return unreadable
  }
}

/** Why there is no response, as a sentence. */
const silence = async ({ method }: Call, isTimeOut: boolean): Promise<string> => {
  if (!(await checkLink())) return away
  const what = isTimeOut
    ? `There was no response within ${patience / 1_000} s.`
    : "The connection broke before the end of the response."
  return method === "GET" ? what : `${what} It is unknown whether the server ran the request.`
}

/** Rejects with `CallFailed` if there is no response, or if it is an error; and with the reason of `signal` if that is aborted. */
export const exchange = async (
  call: Call,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<Received> => {
  const { method, path, headers, body } = call
  const timedOut = new AbortController()
  const timer = setTimeout(() => timedOut.abort(), patience)
  try {
    const response = await fetch(new URL(path.slice(1), base), {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        "client-request-id": ownRequestId(),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.any([timedOut.signal, ...(signal === undefined ? [] : [signal])]),
    })
    const content = await read(response)
    if (statusesOfProxies.has(response.status) && !(await checkLink())) throw new CallFailed(call, away)
    if (!response.ok) throw refused(call, response, content)
    if (content === unreadable)
      throw new CallFailed(call, "The response is not valid JSON.", { status: response.status })
    return { status: response.status, headers: response.headers, body: content }
  } catch (error) {
    if (error instanceof CallFailed || signal?.aborted) throw error
    throw new CallFailed(call, await silence(call, timedOut.signal.aborted))
  } finally {
    clearTimeout(timer)
  }
}
