/** HEAD is handled like GET, and its response has no body. Outside a batch, Node.js drops the body. */
import type { HttpResponse } from "../http/HttpMessage.ts"

export const headAsGet = (method: string) => (method === "HEAD" ? "GET" : method)

/** The response to a HEAD in a batch. */
export const withoutBody = ({ status, headers }: HttpResponse): HttpResponse => ({ status, headers })
