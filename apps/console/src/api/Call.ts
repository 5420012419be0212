/** A request that the page makes, in a form that it can also show. */
export interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE"
  /** Path and query from the server's address on, percent-encoded, such as `/beta/deviceManagement/domainJoinConnectors`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  /** The name of a file with the body, for the command of a call that is only shown because its body is long. */
  readonly file?: string | undefined
}
