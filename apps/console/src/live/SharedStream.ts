/**
 * Shares a stream among the windows of a browser, so that only one of them has it open: a browser opens at most six connections
 * to a server over HTTP/1.1.
 */

/** What windows send each other. */
type Sent<Message> = { readonly type: "joined" } | { readonly type: "received"; readonly message: Message }

interface SharedStreamOptions<Message> {
  /** The windows with this name share the stream. */
  readonly name: string
  /** Opens the stream, which begins with everything that a window needs. Returns what closes it. */
  readonly open: (receive: (message: Message) => void) => () => void
  readonly onMessage: (message: Message) => void
  /** The window leaves when this is aborted. */
  readonly signal: AbortSignal
}

/**
 * Receives the messages of the stream, whichever window has it open. When that window leaves or crashes, another one opens the
 * stream. When a window joins, the stream is opened again, so that it gets the beginning too.
 */
export const shareStream = <Message>({
  name,
  open,
  onMessage,
  signal,
}: SharedStreamOptions<Message>): void => {
  const channel = new BroadcastChannel(name)
  const post = (sent: Sent<Message>) => channel.postMessage(sent)
  let close: (() => void) | undefined

  const reopen = () => {
    close?.()
    close = open((message) => {
      onMessage(message)
      post({ type: "received", message })
    })
  }

  channel.onmessage = ({ data }: MessageEvent<Sent<Message>>) => {
    if (data.type === "received") onMessage(data.message)
    else if (close !== undefined) reopen()
  }
  post({ type: "joined" })

  const left = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => {
      close?.()
      channel.close()
      resolve()
    })
  })
  const hold = () => {
    if (!signal.aborted) reopen()
    return left
  }
  // It rejects if the window leaves before the others.
  navigator.locks.request(name, { signal }, hold).catch(() => undefined)
}
