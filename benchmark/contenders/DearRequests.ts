/** The requests that cost a server most, by name. `dear.ts` measures what they cost other clients. */
import { request } from "node:http"

/** The path of the collection, below the version. */
export const collection = "/deviceManagement/domainJoinConnectors"

/** A request, and how often it is sent at the same time. */
export interface DearRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE"
  readonly path: string
  readonly body?: string
  readonly times: number
  /** After how many milliseconds the clients leave; without it they wait for the response. */
  readonly leaveAfter?: number
}

const listOf = (options: Readonly<Record<string, string | number>>) =>
  `${collection}?${Object.entries(options)
    .map(([name, value]) => `$${name}=${encodeURIComponent(value)}`)
    .join("&")}`

const batchOf = (
  url: string,
  rest: Pick<DearRequest, "leaveAfter"> & { times?: number } = {},
): DearRequest => ({
  method: "POST",
  path: "/beta/$batch",
  body: JSON.stringify({
    requests: Array.from({ length: 20 }, (_, index) => ({ id: String(index), method: "GET", url })),
  }),
  times: 1,
  ...rest,
})

const nested = `${"tolower(".repeat(90)}displayName${")".repeat(90)}`
const page = listOf({ top: 1_000 })
const ordered = listOf({ orderby: "version", top: 1_000 })
const withoutMatch = listOf({ filter: "contains(displayName,'zzz')" })

/** A request that costs little, to compare with. */
const ordinary = {
  "an ordinary page": { method: "GET", path: `/beta${listOf({ top: 10 })}`, times: 1 },
} as const

/** The dear requests of 200,000 connectors. */
export const manyConnectors = {
  ...ordinary,
  "20 pages of 1,000": batchOf(page),
  "20 pages by version": batchOf(ordered),
  "20 skips of 2^53 with tolower": batchOf(
    listOf({ skip: Number.MAX_SAFE_INTEGER, filter: "contains(tolower(displayName),'o')" }),
  ),
  "20 contains of 90 tolower": batchOf(listOf({ filter: `contains(${nested},'zzz')` })),
  "20 contains without a match": batchOf(withoutMatch),
  "5 batches by version, clients leave": batchOf(ordered, { times: 5, leaveAfter: 20 }),
  "20 batches of pages at once": batchOf(page, { times: 20 }),
  "contains without a match": { method: "GET", path: `/beta${withoutMatch}`, times: 1 },
  "contains without a match, $count": { method: "GET", path: `/beta${withoutMatch}&$count=true`, times: 1 },
  "100 by version": { method: "GET", path: `/beta${listOf({ orderby: "version", top: 100 })}`, times: 1 },
} satisfies Readonly<Record<string, DearRequest>>

/** The dear requests of 1,000 connectors with names of 60 KB. */
export const longNames = {
  ...ordinary,
  "20 pages of 1,000": batchOf(page),
  "20 pages by version": batchOf(ordered),
  "8 batches of pages at once": batchOf(page, { times: 8 }),
  "one page of 1,000": { method: "GET", path: `/beta${page}`, times: 1 },
} satisfies Readonly<Record<string, DearRequest>>

/** A response: its status and its text. */
export interface Received {
  readonly status: number
  readonly text: string
}

/** Sends one request; `undefined` if the client left or the connection was lost. */
export const send = (
  port: number,
  { method, path, body, leaveAfter }: Omit<DearRequest, "times">,
): Promise<Received | undefined> =>
  new Promise((resolve) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" }
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      )
      response.on("error", () => resolve(undefined))
    })
    sent.on("error", () => resolve(undefined))
    sent.end(body)
    if (leaveAfter !== undefined) setTimeout(() => sent.destroy(), leaveAfter)
  })

/** The statuses of a response; those of the items for a batch. */
export const statusesOf = (received: Received): ReadonlyArray<number> => {
  const json: unknown = received.text.startsWith('{"responses":') ? JSON.parse(received.text) : undefined
  const items = (json as { readonly responses: ReadonlyArray<Received> } | undefined)?.responses
  return items?.map(({ status }) => status) ?? [received.status]
}
