/**
 * Why a fetch without a socket fails: the errors of Node.js's own `fetch` for connections that break.
 *
 * Programs distinguish these errors by the `code` of their `cause`.
 */
import { constants } from "node:os"

const systemError = (syscall: string, code: "ECONNRESET" | "ECONNREFUSED") =>
  Object.assign(new Error(`${syscall} ${code}`), { errno: -constants.errno[code], code, syscall })

/** The connection was reset. */
export const connectionReset = (): Error => systemError("read", "ECONNRESET")

/** Nothing listens at the address. */
export const connectionRefused = (): Error => systemError("connect", "ECONNREFUSED")

/** The connection was closed before the end of the response. */
export const connectionClosed = (): Error =>
  Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" })

/** There is no response. */
export const fetchFailed = (cause: unknown): TypeError => new TypeError("fetch failed", { cause })

/** The body of the response is incomplete. */
export const terminated = (cause: unknown): TypeError => new TypeError("terminated", { cause })
