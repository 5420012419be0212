/** Responses as HTTP writes them. */
import { STATUS_CODES } from "node:http"
import type { HttpResponse } from "./HttpMessage.ts"

/** The headers of a response; `isLast` tells whether the connection is closed after it. */
export const headersOf = ({ headers, body, bytes }: HttpResponse, isLast: boolean) => ({
  ...headers,
  ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
  ...(bytes !== undefined && { "Content-Length": bytes.length }),
  ...(isLast && { Connection: "close" }),
})

/** The last response of a connection on which Node.js has no response object. */
export const responseText = (response: HttpResponse): string => {
  const { Date: date = new Date().toUTCString() } = response.headers
  const headers = Object.entries({ ...headersOf(response, true), Date: date })
  const head = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return `${head.join("\r\n")}\r\n\r\n${response.body ?? ""}`
}
