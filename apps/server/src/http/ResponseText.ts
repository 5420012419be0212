/** Responses as HTTP writes them. */
import { STATUS_CODES } from "node:http"
import type { HttpResponse } from "./HttpMessage.ts"

/**
 * The headers of a response as names, each followed by its value; `isLast` tells whether the connection is closed after it, and
 * `length` is that of the body, in bytes.
 */
export const headersOf = (
  { headers, body, bytes }: HttpResponse,
  isLast: boolean,
  length = bytes?.length ?? (body === undefined ? undefined : Buffer.byteLength(body)),
): Array<string | number> => {
  const fields: Array<string | number> = []
  for (const name of Object.keys(headers)) fields.push(name, headers[name] ?? "")
  if (length !== undefined) fields.push("Content-Length", length)
  if (isLast) fields.push("Connection", "close")
  return fields
}

/** The last response of a connection on which Node.js has no response object. */
export const responseText = (response: HttpResponse): string => {
  const { Date: date = new Date().toUTCString(), ...headers } = response.headers
  const fields = [...headersOf({ ...response, headers }, true), "Date", date]
  let head = `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}\r\n`
  for (const [index, text] of fields.entries()) head += index % 2 === 0 ? `${text}: ` : `${text}\r\n`
  return `${head}\r\n${response.body ?? ""}`
}
