/** A process of `far.ts`: a connection to the server that delays all bytes by 10 ms in each direction, so 20 ms in all. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net"
import process from "node:process"

const [port = ""] = process.argv.slice(2)

const pass = (from: Socket, to: Socket) => {
  from.on("data", (chunk) => setTimeout(() => to.write(chunk), 10))
  from.on("close", () => setTimeout(() => to.destroy(), 10))
  from.on("error", () => {})
}

const proxy = createServer({ noDelay: true }, (client) => {
  const server = connect({ port: Number(port), host: "127.0.0.1", noDelay: true })
  pass(client, server)
  pass(server, client)
})

proxy.listen(0, "127.0.0.1", () => process.send?.((proxy.address() as AddressInfo).port))
process.on("disconnect", () => process.exit())
