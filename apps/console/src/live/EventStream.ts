/** Reads a stream of server-sent events by `fetch`, which can send a token, unlike `EventSource`. */
import { makeEventReader, type ServerSentEvent } from "./ServerSentEvents.ts"

/** The server sends a comment every 15 s. A stream that is silent for longer than this is broken, in milliseconds. */
const longestSilence = 40_000

interface EventStreamOptions {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly onEvent: (event: ServerSentEvent) => void
  /** Closes the stream when it is aborted. */
  readonly signal: AbortSignal
}

/** The texts of a body, until it ends or is silent for too long. */
async function* textsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const timer = setTimeout(() => void reader.cancel().catch(() => undefined), longestSilence)
    const { done, value } = await reader.read().finally(() => clearTimeout(timer))
    if (done) return
    yield value
  }
}

/** Reads one stream until its end. Resolves with why it has ended: the server has refused the token, or anything else. */
export const readEventStream = async ({
  url,
  headers,
  onEvent,
  signal,
}: EventStreamOptions): Promise<"refused" | "lost"> => {
  try {
    const response = await fetch(url, { headers, cache: "no-store", signal })
    if (response.status === 401) return "refused"
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      return "lost"
    }
    const readEvents = makeEventReader()
    for await (const text of textsOf(response.body)) {
      if (signal.aborted) break
      readEvents(text).forEach(onEvent)
    }
  } catch {
    // It broke, or was closed.
  }
  return "lost"
}
