/** Sends responses piece by piece, as long as their clients stay connected. */
import type { ServerResponse } from "node:http"
import type { StreamSink } from "./HttpMessage.ts"

/**
 * Makes a collection of such responses, whose heads have been written. Each ends when its client closes the connection, even
 * if only its own side. The connection has to be closed then.
 */
export const makeResponseStreams = () => {
  const open = new Set<ServerResponse>()

  return {
    /** Calls `subscribe`, which returns what to do when the response ends. */
    begin: (response: ServerResponse, subscribe: (sink: StreamSink) => () => void) => {
      response.flushHeaders()
      open.add(response)
      const unsubscribe = subscribe({
        isReady: () => response.writableLength === 0,
        send: (text) => void response.write(text),
      })
      response.once("close", () => {
        open.delete(response)
        unsubscribe()
      })
      response.req.socket.once("end", () => response.destroy())
    },

    endAll: () => {
      for (const response of open) response.end()
    },
  }
}
