/** Writes the requests of a `$batch` as JSON, as a client does. */

/** One request of a batch. */
export interface SentBatchRequest {
  readonly id: string
  readonly method: string
  /** Path and query, relative to the URL of the API's version. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string
}

/** The JSON text of a batch of at most `maxBatchRequests` requests. */
export const encodeBatchRequests = (requests: ReadonlyArray<SentBatchRequest>): string =>
  `{"requests":[${requests
    .map(({ body, ...request }) => `${JSON.stringify(request).slice(0, -1)},"body":${body}}`)
    .join(",")}]}`
