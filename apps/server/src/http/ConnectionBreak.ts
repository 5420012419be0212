/** How a connection can break, and breaking it. */
import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"
import type { HttpResponse } from "./HttpMessage.ts"
import { headersOf } from "./ResponseText.ts"

/** The breaks on which nothing is sent. What the client sees is in the documentation of faults. */
export const silentBreaks = ["reset", "close", "noResponse"] as const
export type SilentBreak = (typeof silentBreaks)[number]

export const connectionBreaks = [...silentBreaks, "cutBody", "wrongLength"] as const
export type ConnectionBreak = (typeof connectionBreaks)[number]

export const isSilent = (how: ConnectionBreak): how is SilentBreak =>
  silentBreaks.some((silent) => silent === how)

/** A response without a body would be complete. Nothing of it is sent instead. */
const withoutBody = { cutBody: "reset", wrongLength: "close" } as const

/** Breaks a connection without sending anything. `tcp` is the socket itself, or the one below TLS. */
export const breakSilently = (socket: Socket, tcp: Socket | undefined, how: SilentBreak) => {
  if (how === "reset") tcp?.resetAndDestroy()
  else if (how === "close") socket.end()
  else socket.once("end", () => socket.destroy())
}

/** Breaks the connection of a response, of which nothing or a part is sent. `tcp` is its socket, or the one below TLS. */
export const breakResponse = (
  response: ServerResponse,
  content: HttpResponse,
  how: ConnectionBreak,
  tcp: Socket | undefined,
) => {
  const { method, socket } = response.req
  const body = Buffer.from(method === "HEAD" ? "" : (content.body ?? ""))
  if (isSilent(how)) return breakSilently(socket, tcp, how)
  if (body.length === 0) return breakSilently(socket, tcp, withoutBody[how])
  const isCut = how === "cutBody"
  response.writeHead(content.status, {
    ...headersOf(content, false),
    "Content-Length": body.length + (isCut ? 0 : 1),
  })
  response.flushHeaders()
  response.write(isCut ? body.subarray(0, body.length / 2) : body, () =>
    breakSilently(socket, tcp, isCut ? "reset" : "close"),
  )
}
