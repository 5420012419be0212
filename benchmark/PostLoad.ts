/** Sends load to a server: one POST after the other over each of 32 kept-alive connections. */
import { connect } from "node:net"
import { collectionPath } from "./GraphResponse.ts"

/**
 * Sends the same body many times. Each connection sends its next request after the response to the last. All responses
 * have the same length, so only the first response of a connection is parsed: the client must be faster than the server.
 */
export const load = async (
  port: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  requests: number,
): Promise<void> => {
  const head = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(body) })
  const message = Buffer.from(
    `POST ${collectionPath} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  )
  let left = requests
  const connection = () =>
    new Promise<void>((done, fail) => {
      const socket = connect(port, "127.0.0.1")
      let length = 0
      let received = 0
      const next = () => {
        received = 0
        if (left-- > 0) socket.write(message)
        else socket.end(done)
      }
      socket.setNoDelay().on("error", fail).on("connect", next)
      socket.on("data", (chunk: Buffer) => {
        if (length === 0) {
          const text = chunk.toString("latin1")
          length = text.indexOf("\r\n\r\n") + 4 + Number(/^Content-Length: (\d+)/im.exec(text)?.[1])
        }
        received += chunk.length
        if (received === length) next()
        else if (!(received < length)) fail(new Error("A response has another length than the first"))
      })
    })
  await Promise.all(Array.from({ length: 32 }, connection))
}
