/** Sends the requests of the page. */
import { signal } from "@preact/signals"
import type { Call } from "./Call.ts"
import { CallFailed, type CallProblem } from "./CallFailed.ts"
import { controlToken, graphToken } from "./Session.ts"
import { base } from "./Settings.ts"

/** Whether the server responds. */
export const link = signal<"up" | "away">("up")

export interface Received {
  readonly status: number
  readonly headers: Headers
  /** JSON as a value, anything else as text; `undefined` if there is none. */
  readonly body: unknown
}

const read = async (response: Response): Promise<unknown> => {
  const text = await response.text()
  if (text === "") return undefined
  return /\bjson\b/.test(response.headers.get("Content-Type") ?? "") ? JSON.parse(text) : text
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string
    readonly message?: string
    readonly details?: ReadonlyArray<CallProblem>
  }
}

/** Rejects with `CallFailed` if there is no response, or if it is an error. */
export const send = async (call: Call, signal?: AbortSignal): Promise<Received> => {
  const { method, path, headers, body } = call
  const token = path.startsWith("/_odj") ? controlToken.value : await graphToken()
  const response = await fetch(new URL(path.slice(1), base), {
    method,
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    link.value = "away"
    throw new CallFailed(call, "The server does not respond.")
  })
  link.value = "up"
  const received = { status: response.status, headers: response.headers, body: await read(response) }
  if (response.ok) return received
  const { code, message, details } = (received.body as ErrorBody | undefined)?.error ?? {}
  throw new CallFailed(call, message ?? `The server responded with status ${response.status}.`, {
    status: response.status,
    code,
    requestId: response.headers.get("request-id") ?? undefined,
    problems: details,
  })
}
