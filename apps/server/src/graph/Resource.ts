/** The resources of the endpoint, by their paths. */
import { collectionPath } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { TargetUnreadable } from "../http/EdgeFailure.ts"
import { type RequestFailure, SegmentUnknown, VersionUnknown } from "./RequestFailure.ts"

/** What a path below the service root leads to. */
export type Resource =
  | { readonly _tag: "Collection" }
  | { readonly _tag: "Count" }
  | { readonly _tag: "Entity"; readonly id: string }
  | { readonly _tag: "Batch" }
  | { readonly _tag: "Metadata" }

const collection: Resource = { _tag: "Collection" }
const [parent, navigation] = collectionPath.split("/")

const api = new RegExp(`^/(?:beta|v1\\.0|${parent})(?:/|$)`)

/** Whether a path is Graph's, be there such a resource or not: it begins as {@link resourceAt} knows it. */
export const isApiPath = (path: string): boolean => api.test(path)

/** The key of an entity beside the collection's name: `('id')`, with its quotes doubled. */
const withKey = new RegExp(`^${navigation}\\((?:id=)?'((?:[^']|'')*)'\\)$`)

const unknown = (segment: string) => Result.fail(new SegmentUnknown({ segment }))

const decode = Option.liftThrowable(decodeURIComponent)

const below = ([first = "", second, third, ...rest]: ReadonlyArray<string>): Result.Result<
  Resource,
  RequestFailure
> => {
  if (first === "$batch" && second === undefined) return Result.succeed({ _tag: "Batch" })
  if (first === "$metadata" && second === undefined) return Result.succeed({ _tag: "Metadata" })
  if (first !== parent) return unknown(first)
  const key = withKey.exec(second ?? "")?.[1]
  if (second !== navigation && key === undefined) return unknown(second ?? first)
  const [beyond] = key === undefined ? rest : [third]
  if (beyond !== undefined) return unknown(beyond)
  if (key !== undefined) return Result.succeed({ _tag: "Entity", id: key.replaceAll("''", "'") })
  if (third === undefined) return Result.succeed(collection)
  return Result.succeed(third === "$count" ? { _tag: "Count" } : { _tag: "Entity", id: third })
}

/**
 * Finds what a path leads to: below the beta version or, as the reference writes it, below none. Version 1.0 is there
 * as well, and has nothing of this: the type is beta only.
 */
export const resourceAt = (path: string): Result.Result<Resource, RequestFailure> => {
  if (path === `/beta/${collectionPath}` || path === `/${collectionPath}`) return Result.succeed(collection)
  const decoded = Option.all(path.replace(/^\//, "").replace(/\/$/, "").split("/").map(decode))
  if (Option.isNone(decoded)) return Result.fail(new TargetUnreadable())
  const [version = "", ...segments] = decoded.value
  if (version === "beta") return below(segments)
  if (version === parent) return below(decoded.value)
  if (version !== "v1.0") return Result.fail(new VersionUnknown({ version }))
  return unknown(segments.find((segment, index) => index > 0 || segment !== parent) ?? "")
}

/** The path of a resource as a template, of which there are few: for what counts requests. */
export const routeOf = (resource: Resource): string => {
  switch (resource._tag) {
    case "Collection":
      return `/${collectionPath}`
    case "Count":
      return `/${collectionPath}/$count`
    case "Entity":
      return `/${collectionPath}/{id}`
    case "Batch":
      return "/$batch"
    case "Metadata":
      return "/$metadata"
  }
}
