/** The least server: `node:http` alone, which keeps what it gets in a map. */
const { createServer } = require("node:http")

const connectors = new Map()

createServer(async (request, response) => {
  let body = ""
  for await (const chunk of request.setEncoding("utf8")) body += chunk
  const id = crypto.randomUUID()
  connectors.set(id, JSON.parse(body))
  response.writeHead(201, { "Content-Type": "application/json" }).end(`{"id":"${id}"}`)
}).listen(Number(process.argv[2]), "127.0.0.1")
