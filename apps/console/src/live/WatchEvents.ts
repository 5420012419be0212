/** Shows the control's events while the page is visible and can use the control. */
import { effect, signal } from "@preact/signals"
import { base } from "../api/Base.ts"
import { controlAccess, controlToken, isControlRefused } from "../api/ControlAccess.ts"
import { checkLink, reloads } from "../api/Link.ts"
import { readEventStream } from "./EventStream.ts"
import { showEvent } from "./Live.ts"
import type { ServerSentEvent } from "./ServerSentEvents.ts"
import { shareStream } from "./SharedStream.ts"

/** How soon a stream that was lost is opened again if the server is there, in milliseconds. */
const pause = 1_000

/** What the window with the stream receives: events, and that the stream was lost. */
type Message = ServerSentEvent | "lost"

/** Reads one stream after the other, until the token is refused or the server is away. */
const readStreams = async (
  token: string | undefined,
  receive: (message: Message) => void,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    const end = await readEventStream({
      url: new URL("_odj/events", base),
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      onEvent: receive,
      signal,
    })
    if (signal.aborted) return
    if (end === "refused") {
      isControlRefused.value = true
      return
    }
    receive(end)
    if (!(await checkLink())) return
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** Opens the stream, also anew when the server is back, until the function that it returns is called. */
const openStream = (token: string | undefined, receive: (message: Message) => void): (() => void) =>
  effect(() => {
    void reloads.value
    const controller = new AbortController()
    void readStreams(token, receive, controller.signal)
    return () => controller.abort()
  })

/** Each window finds out by itself whether the server is there. */
const onMessage = (message: Message) => {
  if (message === "lost") void checkLink()
  else showEvent(message)
}

/** Windows share the events of a server only if they have the same token for it. The name has no secret. */
const sharedName = async (token: string | undefined): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token))
  return `odj.events ${base.pathname} ${token === undefined ? "" : new Uint8Array(digest)}`
}

/** Takes part in the stream of all windows until the signal is aborted. */
const join = async (token: string | undefined, signal: AbortSignal): Promise<void> => {
  const name = await sharedName(token)
  if (signal.aborted) return
  shareStream<Message>({ name, open: (receive) => openStream(token, receive), onMessage, signal })
}

/** A window that is hidden needs no events, and leaves the stream to others. */
export const watchEvents = (): void => {
  const isVisible = signal(document.visibilityState === "visible")
  document.addEventListener("visibilitychange", () => {
    isVisible.value = document.visibilityState === "visible"
  })
  effect(() => {
    if (!isVisible.value || controlAccess.value !== "ready") return
    const controller = new AbortController()
    void join(controlToken.value, controller.signal)
    return () => controller.abort()
  })
}
