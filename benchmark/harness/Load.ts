/** Sends load to a server over 32 connections that stay. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"

/** The bytes of a request. Without a body it has no `Content-Length`, as clients send it. */
export const messageOf = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Buffer => {
  const length = body !== undefined && { "Content-Length": Buffer.byteLength(body) }
  const head = Object.entries({ ...headers, ...length })
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body ?? ""}`,
  )
}

/** Sends the same message many times. Each connection sends its next request after the response to the last. */
export interface Load {
  readonly send: (message: Buffer, requests: number) => Promise<void>
  readonly close: () => void
}

/**
 * All responses to a message have the same length, so only the first of them is parsed: the client must be faster than the
 * server.
 */
export const openLoad = async (port: number, connections = 32): Promise<Load> => {
  const open = async () => {
    const opened = Array.from({ length: connections }, () => connect(port, "127.0.0.1").setNoDelay())
    await Promise.all(opened.map((socket) => once(socket, "connect")))
    return opened
  }
  let sockets = await open()
  let lastUsed = performance.now()
  const close = () => sockets.forEach((socket) => void socket.destroy())
  const lengths = new Map<Buffer, number>()

  const lengthOf = (message: Buffer, chunk: Buffer) => {
    let length = lengths.get(message)
    if (length === undefined) {
      const text = chunk.toString("latin1")
      length = text.indexOf("\r\n\r\n") + 4 + Number(/^Content-Length: (\d+)/im.exec(text)?.[1])
      lengths.set(message, length)
    }
    return length
  }

  const send = async (message: Buffer, requests: number) => {
    // Node.js closes a connection that is idle for five seconds.
    if (performance.now() - lastUsed > 3_000) {
      close()
      sockets = await open()
    }
    let left = requests
    const sendOver = (socket: Socket) =>
      new Promise<void>((done, fail) => {
        let received = 0
        const end = (error?: Error) => {
          socket.off("data", receive).off("close", closed)
          if (error === undefined) done()
          else fail(error)
        }
        const closed = () => end(new Error("The server has closed a connection"))
        const next = () => {
          received = 0
          if (left-- > 0) socket.write(message)
          else end()
        }
        const receive = (chunk: Buffer) => {
          received += chunk.length
          const length = lengthOf(message, chunk)
          if (received === length) next()
          else if (!(received < length)) end(new Error("A response has another length than the first"))
        }
        socket.on("data", receive).on("close", closed)
        next()
      })
    await Promise.all(sockets.map(sendOver))
    lastUsed = performance.now()
  }
  return { send, close }
}
