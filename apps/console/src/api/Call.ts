/** A request that the page makes, in a form that it can also show. */
import { shellWord } from "./ShellWord.ts"

export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"
  /** Path and query from the server's address on, percent-encoded, such as `/beta/deviceManagement/domainJoinConnectors`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly body?: unknown
}

/** The request as a command to paste into a POSIX shell, which needs the token of the API in `TOKEN`. */
export const curlOf = ({ method, path, headers = {}, body }: Call, origin = location.origin): string => {
  const all = Object.entries(headers)
  if (body !== undefined) all.push(["Content-Type", "application/json"])
  return [
    `curl -i ${method === "GET" ? "" : `-X ${method} `}${shellWord(origin + path)}`,
    ...(path.startsWith("/beta/") ? [`-H "Authorization: Bearer $TOKEN"`] : []),
    ...all.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${shellWord(JSON.stringify(body))}`]),
  ].join(" \\\n  ")
}
