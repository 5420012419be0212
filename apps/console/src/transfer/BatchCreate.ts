/** Creates several connectors by one request, a batch. */
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, decodeBatchResponses, decodeError, encodeNewEntity } from "@odj/graph-wire"
import { Option, Predicate } from "effect"
import type { Call } from "../api/Call.ts"

/** A connector to create. */
interface Creation {
  readonly connector: NewDomainJoinConnector
  /** With the same key, a retry creates nothing. Without one, a retry may create a second connector. */
  readonly key: string | undefined
}

/** What became of a create. */
export type Outcome =
  | { readonly _tag: "Created"; readonly id: string }
  /** There is a connector with its id. */
  | { readonly _tag: "Exists" }
  | { readonly _tag: "Failed"; readonly message: string }
  /** The service behind a gateway knows no keys. Nothing was created. */
  | { readonly _tag: "KeyRefused" }
  /** It may have been created. */
  | { readonly _tag: "Unknown" }

export const batchCall = (creations: ReadonlyArray<Creation>): Call => ({
  method: "POST",
  path: "/beta/$batch",
  body: {
    requests: creations.map(({ connector, key }, index) => ({
      id: String(index + 1),
      method: "POST",
      url: `/${collectionPath}`,
      headers: {
        "Content-Type": "application/json",
        ...(key !== undefined && { "Idempotency-Key": `"${key}"` }),
      },
      body: JSON.parse(encodeNewEntity(connector)) as unknown,
    })),
  },
})

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

const idOf = (body: unknown) =>
  Predicate.hasProperty(body, "id") && Predicate.isString(body.id) ? body.id : ""

/** What became of each create, by the response to the batch. */
export const outcomesOf = (creations: ReadonlyArray<Creation>, body: unknown): ReadonlyArray<Outcome> => {
  const responses = Option.getOrElse(decodeBatchResponses(body), () => new Map<string, never>())
  return creations.map(({ key }, index): Outcome => {
    const response = responses.get(String(index + 1))
    if (response === undefined) {
      return key === undefined
        ? { _tag: "Unknown" }
        : { _tag: "Failed", message: "The batch has no response to this create." }
    }
    const { status } = response
    const json = Option.getOrUndefined(parse(response.body ?? ""))
    if (status >= 200 && status < 300) return { _tag: "Created", id: idOf(json) }
    const { code, message } = decodeError(json)
    if (status === 409 && code === "Conflict") return { _tag: "Exists" }
    if (status === 501 && key !== undefined) return { _tag: "KeyRefused" }
    if (status >= 500 && status !== 501 && key === undefined) return { _tag: "Unknown" }
    return { _tag: "Failed", message: message ?? `The server responded with status ${status}.` }
  })
}
