/** The services behind a gateway: an `odj-server`, or a socket that does anything. */
import { type AddressInfo, createServer, type Socket } from "node:net"
import { Effect } from "effect"
import { type ServerOptions, startServer } from "../../src/index.ts"

/** Starts a server until the scope closes. */
export const startUpstream = (options?: ServerOptions) =>
  Effect.acquireRelease(
    Effect.promise(() => startServer(options)),
    (server) => Effect.promise(() => server.stop()),
  )

/** Writes a response with a JSON body and closes the connection. */
export const respond = (
  socket: Socket,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
) => {
  const text = JSON.stringify(body)
  const fields = {
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(text)),
    ...headers,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} Status`, ...lines, "", text].join("\r\n"))
}

/** A socket that records the requests it gets and passes each to `react`, until the scope closes. */
export const startSocket = Effect.fnUntraced(function* (react: (socket: Socket, request: string) => void) {
  const requests: Array<string> = []
  const open = new Set<Socket>()
  let onChange = () => {}
  const server = createServer((socket) => {
    open.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => {
      open.delete(socket)
      onChange()
    })
    let request = ""
    socket.on("data", (chunk) => {
      request += chunk
      const [head = "", body] = request.split("\r\n\r\n")
      const length = /^content-length: (\d+)$/im.exec(head)?.[1] ?? "0"
      if (body?.length !== Number(length)) return
      requests.push(request)
      react(socket, request)
      request = ""
      onChange()
    })
  })
  const port = yield* Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        for (const socket of open) socket.destroy()
        server.close(() => resume(Effect.void))
      }),
  )
  /** Waits until the number of requests, or of open connections, is this one. */
  const until = (isReached: () => boolean) =>
    Effect.callback<void>((resume) => {
      onChange = () => {
        if (isReached()) resume(Effect.void)
      }
      onChange()
    })
  return {
    url: `http://127.0.0.1:${port}/beta`,
    requests,
    open,
    received: (count: number) => until(() => requests.length >= count),
    closed: until(() => open.size === 0),
  }
})
