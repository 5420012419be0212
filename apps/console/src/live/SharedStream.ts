/**
 * Shares a stream among the windows of a browser, so that only one of them has it open: a browser opens at most six connections
 * to a server over HTTP/1.1.
 */

/** How often the window with the stream shows that it runs, in milliseconds. */
const beat = 2_000
/** How long the other windows wait for that at least, in milliseconds. A window can stop in a debugger or in a dialog. */
const longestSilence = 6_000

/** What windows send each other. */
type Sent<Message> =
  | { readonly type: "joined" | "alive" }
  | { readonly type: "received"; readonly message: Message }

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
 * Receives the messages of the stream, whichever window has it open. When that window leaves, crashes or stops, another one
 * opens the stream. When a window joins, the stream is opened again, so that it gets the beginning too.
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
  let beats: ReturnType<typeof setInterval> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  const reopen = () => {
    close?.()
    close = open((message) => {
      onMessage(message)
      post({ type: "received", message })
    })
  }

  const left = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()))

  const hold = () => {
    if (signal.aborted) return
    clearTimeout(silence)
    beats = setInterval(() => post({ type: "alive" }), beat)
    reopen()
    return left
  }

  const letGo = () => {
    close?.()
    close = undefined
    clearInterval(beats)
    clearTimeout(silence)
  }

  /** Takes the stream from a window that is silent. The windows do not wait equally long, so that only one takes it. */
  const listen = () => {
    clearTimeout(silence)
    silence = setTimeout(
      () => navigator.locks.request(name, { steal: true }, hold).catch(lose),
      longestSilence * (1 + Math.random()),
    )
  }

  const lose = () => {
    letGo()
    if (!signal.aborted) listen()
  }

  /** Waits for its turn, also after another window has taken the stream. */
  const queue = () => {
    navigator.locks.request(name, { signal }, hold).catch(() => {
      // The window has left.
      if (close === undefined) return
      lose()
      queue()
    })
  }

  channel.onmessage = ({ data }: MessageEvent<Sent<Message>>) => {
    if (close === undefined) listen()
    if (data.type === "received") onMessage(data.message)
    else if (data.type === "joined" && close !== undefined) reopen()
  }
  post({ type: "joined" })
  listen()
  queue()
  signal.addEventListener("abort", () => {
    letGo()
    channel.close()
  })
}
