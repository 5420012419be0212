/**
 * Reads server-sent events by `fetch`, which can send a token, unlike `EventSource`. A stream that ends is opened again.
 */
import { makeEventReader, type ServerSentEvent } from "./ServerSentEvents.ts"

const firstDelay = 500
const longestDelay = 5_000
/** The server sends a comment every 15 s. A stream that is silent for longer than this is broken, in milliseconds. */
const longestSilence = 40_000

interface EventStreamOptions {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly onEvent: (event: ServerSentEvent) => void
  /** The server has refused the token. The stream is not opened again. */
  readonly onRefused: () => void
  /** The stream ended, and will be opened again. */
  readonly onLost: () => void
}

/** Reads a body until it ends, or until it is silent for too long. */
const readBody = async (
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onText: (text: string) => void,
): Promise<void> => {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const timer = setTimeout(() => void reader.cancel().catch(() => undefined), longestSilence)
    const { done, value } = await reader.read().finally(() => clearTimeout(timer))
    if (done) return
    onText(value)
  }
}

/** Opens a stream until the function that it returns is called. */
export const openEventStream = ({
  url,
  headers,
  onEvent,
  onRefused,
  onLost,
}: EventStreamOptions): (() => void) => {
  const controller = new AbortController()
  const { signal } = controller
  let delay = firstDelay
  let timer: ReturnType<typeof setTimeout> | undefined

  const read = async (): Promise<"ended" | "refused"> => {
    const response = await fetch(url, { headers, cache: "no-store", signal })
    if (response.status === 401) return "refused"
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      return "ended"
    }
    delay = firstDelay
    const readEvents = makeEventReader()
    await readBody(response.body, (text) => {
      for (const event of readEvents(text)) {
        if (signal.aborted) return
        onEvent(event)
      }
    })
    return "ended"
  }

  const run = async () => {
    const end = await read().catch(() => "ended" as const)
    if (signal.aborted) return
    if (end === "refused") return onRefused()
    onLost()
    timer = setTimeout(run, delay)
    delay = Math.min(2 * delay, longestDelay)
  }

  void run()
  return () => {
    controller.abort()
    clearTimeout(timer)
  }
}
