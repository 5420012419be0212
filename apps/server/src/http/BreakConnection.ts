/** Breaks connections. */
import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { type ConnectionBreak, isSilent, type SilentBreak } from "./ConnectionBreak.ts"
import type { HttpRequest, HttpResponse } from "./HttpMessage.ts"
import { headersOf } from "./ResponseText.ts"

const withoutBody = { cutBody: "reset", wrongLength: "close" } as const

/**
 * How the connection of a response breaks, if it does. Without a body, half a response would be a complete one, so nothing
 * is sent. A request of a batch breaks the connection of the batch, which has a body.
 */
export const breakOf = (
  { method, part }: { readonly method?: string | undefined; readonly part?: HttpRequest["part"] },
  { body = "", breaks }: HttpResponse,
): ConnectionBreak | undefined =>
  breaks === undefined || isSilent(breaks) || part !== undefined || (body !== "" && method !== "HEAD")
    ? breaks
    : withoutBody[breaks]

/** Breaks a connection without sending anything. `tcp` is the socket itself, or the one below TLS. */
export const breakSilently = (socket: Socket, tcp: Socket | undefined, how: SilentBreak) => {
  if (how === "reset") tcp?.resetAndDestroy()
  else if (how === "close") socket.end()
  else socket.once("end", () => socket.destroy())
}

/** Breaks the connection of a response as `breakOf` says. `tcp` is its socket, or the one below TLS. */
export const breakResponse = (
  response: ServerResponse,
  content: HttpResponse,
  how: ConnectionBreak,
  tcp: Socket | undefined,
) => {
  const { socket } = response.req
  if (isSilent(how)) return breakSilently(socket, tcp, how)
  const body = Buffer.from(content.body ?? "")
  const isCut = how === "cutBody"
  response.writeHead(content.status, headersOf(content, false, body.length + (isCut ? 0 : 1)))
  response.flushHeaders()
  response.write(isCut ? body.subarray(0, body.length / 2) : body, () =>
    breakSilently(socket, tcp, isCut ? "reset" : "close"),
  )
}
