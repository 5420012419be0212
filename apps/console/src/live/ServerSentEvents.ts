/**
 * Reads server-sent events from a text that arrives in chunks.
 *
 * Source: the WHATWG HTML standard, 9.2.6. Ids and a reconnection time are ignored: the page has its own time, and begins anew.
 */

export interface ServerSentEvent {
  /** `message` if the server names none. */
  readonly type: string
  readonly data: string
}

/** Makes a reader: a function that returns the events that a chunk completes. Chunks have no byte order mark. */
export const makeEventReader = (): ((chunk: string) => ReadonlyArray<ServerSentEvent>) => {
  let unfinishedLine = ""
  let endedInReturn = false
  let type = ""
  let data: Array<string> = []

  const field = (name: string, value: string) => {
    if (name === "event") type = value
    if (name === "data") data.push(value)
  }

  const dispatch = (): ReadonlyArray<ServerSentEvent> => {
    const events = data.length === 0 ? [] : [{ type: type || "message", data: data.join("\n") }]
    type = ""
    data = []
    return events
  }

  const readLine = (line: string): ReadonlyArray<ServerSentEvent> => {
    if (line === "") return dispatch()
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    field(name, value)
    return []
  }

  return (chunk) => {
    if (chunk === "") return []
    // The line feed of a line that ended with the chunk before.
    const text = endedInReturn && chunk.startsWith("\n") ? chunk.slice(1) : chunk
    endedInReturn = chunk.endsWith("\r")
    const lines = (unfinishedLine + text).split(/\r\n|\n|\r/)
    unfinishedLine = lines.pop() ?? ""
    return lines.flatMap(readLine)
  }
}
