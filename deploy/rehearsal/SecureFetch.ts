/** Sends requests to nginx on loopback, as a client that resolves the public name to it and trusts only its certificate. */
import { request } from "node:https"
import { buffer } from "node:stream/consumers"
import type { Fetch } from "./Graph.ts"

export const secureFetch =
  (port: number, certificate: string): Fetch =>
  async (url, { method = "GET", headers, body } = {}) => {
    const text = body === undefined || body === null ? undefined : await new Response(body).text()
    const type: Record<string, string> =
      body instanceof URLSearchParams ? { "Content-Type": "application/x-www-form-urlencoded" } : {}
    const { hostname } = new URL(url)
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method,
        headers: { ...type, ...(headers as Record<string, string>) },
        ca: certificate,
        servername: hostname,
        lookup: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
        agent: false,
        port,
      })
      sent.on("error", reject)
      sent.on("response", async (response) =>
        resolve(new Response(await buffer(response), { status: response.statusCode ?? 0 })),
      )
      sent.end(text)
    })
  }
