/** Finds the resource of a path. */
import { collectionPath, entityPath } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { TargetInvalid } from "../http/EdgeFailure.ts"
import { type RequestFailure, SegmentUnknown, VersionUnknown } from "./RequestFailure.ts"

/** The resource of a path below the service root. */
export type Resource =
  | { readonly _tag: "Collection" }
  | { readonly _tag: "Count" }
  | { readonly _tag: "Entity"; readonly id: string }
  | { readonly _tag: "Batch" }
  | { readonly _tag: "Metadata" }

const collection: Resource = { _tag: "Collection" }
const [parent, navigation] = collectionPath.split("/")

const api = new RegExp(`^/(?:beta|v1\\.0|${parent})(?:/|$)`)

/** Whether a path belongs to Graph's API, even if {@link resourceAt} finds no resource there. */
export const isApiPath = (path: string): boolean => api.test(path)

/** A key in parentheses after the collection's name, `('id')`, with quotes doubled. */
const withKey = new RegExp(`^${navigation}\\((?:id=)?'((?:[^']|'')*)'\\)$`)

const unknown = (segment: string) => Result.fail(new SegmentUnknown({ segment }))

const decode = Option.liftThrowable(decodeURIComponent)

const resourceBelow = ([first = "", second, third, ...rest]: ReadonlyArray<string>): Result.Result<
  Resource,
  RequestFailure
> => {
  if (first === "$batch" && second === undefined) return Result.succeed({ _tag: "Batch" })
  if (first === "$metadata" && second === undefined) return Result.succeed({ _tag: "Metadata" })
  if (first !== parent) return unknown(first)
  const key = withKey.exec(second ?? "")?.[1]
  if (second !== navigation && key === undefined) return unknown(second ?? first)
  const [surplus] = key === undefined ? rest : [third]
  if (surplus !== undefined) return unknown(surplus)
  if (key !== undefined) return Result.succeed({ _tag: "Entity", id: key.replaceAll("''", "'") })
  if (third === undefined) return Result.succeed(collection)
  return Result.succeed(third === "$count" ? { _tag: "Count" } : { _tag: "Entity", id: third })
}

/**
 * Finds the resource of a path below `/beta` or, as the reference writes it, without a version. Below `/v1.0` there is
 * none: the type exists in beta only.
 */
export const resourceAt = (path: string): Result.Result<Resource, RequestFailure> => {
  if (path === `/beta/${collectionPath}` || path === `/${collectionPath}`) return Result.succeed(collection)
  const decoded = Option.all(path.replace(/^\//, "").replace(/\/$/, "").split("/").map(decode))
  if (Option.isNone(decoded)) return Result.fail(new TargetInvalid())
  const [version = "", ...segments] = decoded.value
  if (version === "beta") return resourceBelow(segments)
  if (version === parent) return resourceBelow(decoded.value)
  if (version !== "v1.0") return Result.fail(new VersionUnknown({ version }))
  return unknown(segments.find((segment, index) => index > 0 || segment !== parent) ?? "")
}

/** The path template of a resource, for metrics and spans. */
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

/** The path of a resource below the service root, for messages. In an id that is not well-formed Unicode it differs. */
export const pathOf = (resource: Resource): string =>
  resource._tag === "Entity" ? entityPath(resource.id.toWellFormed()) : routeOf(resource).slice(1)
