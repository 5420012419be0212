/** Bounds the memory of responses that clients are slow to receive. */
import type { ServerResponse } from "node:http"

/** Makes a collection of such responses. If they exceed `maxUnsent` bytes, the connections that have waited longest are closed. */
export const makeUnsentResponses = (maxUnsent: number) => {
  const lengths = new Map<ServerResponse, number>()
  let total = 0

  const remove = (response: ServerResponse) => {
    total -= lengths.get(response) ?? 0
    lengths.delete(response)
  }

  return {
    /** Adds a response that is partly unsent. It counts as a whole until it is sent. */
    add: (response: ServerResponse) => {
      lengths.set(response, response.writableLength)
      total += response.writableLength
      response.once("close", () => remove(response))
      for (const oldest of lengths.keys()) {
        if (total <= maxUnsent || oldest === response) return
        remove(oldest)
        oldest.req.socket.destroy()
      }
    },
  }
}
