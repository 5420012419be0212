/** The requests of a `$batch` as a client writes them in JSON. */

/** One request of a batch. */
export interface SentBatchRequest {
  readonly id: string
  readonly method: string
  /** Path and query, relative to the address of the API's version. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** The text of its JSON. */
  readonly body: string
}

/** The JSON text of a batch, which has at most `maxBatchRequests` requests. */
export const encodeBatchRequests = (requests: ReadonlyArray<SentBatchRequest>): string =>
  `{"requests":[${requests
    .map(({ body, ...request }) => `${JSON.stringify(request).slice(0, -1)},"body":${body}}`)
    .join(",")}]}`
