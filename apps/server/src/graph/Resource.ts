/** Finds the resource of a path. */
import {
  collectionPath,
  entityPath,
  isCast,
  isOwnCast,
  navigationProperty,
  singletonPath,
} from "@odj/graph-wire"
import { Option, Result } from "effect"
import { TargetInvalid } from "../http/EdgeFailure.ts"
import { type RequestFailure, SegmentEmpty, SegmentUnknown, VersionUnknown } from "./RequestFailure.ts"

/** The resource of a path below the service root. */
export type Resource =
  | { readonly _tag: "Collection" }
  | { readonly _tag: "Count" }
  | { readonly _tag: "Entity"; readonly id: string }
  | { readonly _tag: "Singleton" }
  | { readonly _tag: "Service" }
  | { readonly _tag: "Batch" }
  | { readonly _tag: "Metadata" }

/** The resources that have operations on connectors, or documents about them. */
export type OperatedResource = Exclude<Resource, { readonly _tag: "Batch" | "Metadata" }>

const collection: Resource = { _tag: "Collection" }

/** The paths of most requests. */
const usualPaths = { versioned: `/beta/${collectionPath}`, unversioned: `/${collectionPath}` }

/** The version that a segment names, in any case. Other segments are case-sensitive. */
const versionOf = (segment: string): "beta" | "v1.0" | undefined => {
  const version = segment.toLowerCase()
  return version === "beta" || version === "v1.0" ? version : undefined
}

/** Whether a path, with or without a query, begins with the version of the API. */
export const hasVersion = (path: string): boolean =>
  path.startsWith("/beta/") || versionOf(firstSegment.exec(path)?.[1] ?? "") !== undefined

const firstSegment = /^\/([^/?]*)/

/** Whether a path belongs to Graph's API, even if {@link resourceAt} finds no resource there. */
export const isApiPath = (path: string): boolean =>
  hasVersion(path) || firstSegment.exec(path)?.[1] === singletonPath

/** A name with a key in parentheses, `name('id')`, with quotes doubled. */
const keyed = /^([^(]*)\((?:id=)?'((?:[^']|'')*)'\)$/

/** A segment as a name, and as the key behind it if there is one. */
const readKey = (segment: string): readonly [name: string, id: string | undefined] => {
  const [, name = segment, key] = keyed.exec(segment) ?? []
  return [name, key?.replaceAll("''", "'")]
}

const unknown = (segment: string) => Result.fail(new SegmentUnknown({ segment }))

const decode = Option.liftThrowable(decodeURIComponent)

/** The segments of a path, decoded. `None` if the percent-encoding of one is invalid. */
const segmentsOf = (path: string): Option.Option<ReadonlyArray<string>> => {
  const segments = path.slice(path.startsWith("/") ? 1 : 0, path.endsWith("/") ? -1 : undefined).split("/")
  return path.includes("%") ? Option.all(segments.map(decode)) : Option.some(segments)
}

/** Finds an entity, with or without a cast to its type. Nothing is below it. */
const entity = (id: string, rest: ReadonlyArray<string>): Result.Result<Resource, RequestFailure> => {
  const surplus = isOwnCast(rest[0] ?? "") ? rest[1] : rest[0]
  return surplus === undefined ? Result.succeed({ _tag: "Entity", id }) : unknown(surplus)
}

/**
 * Finds a resource among the segments behind the collection. A segment with the name of a type is a cast, so an id that
 * is such a name needs parentheses.
 */
const inCollection = ([first, ...rest]: ReadonlyArray<string>): Result.Result<Resource, RequestFailure> => {
  if (first === undefined) return Result.succeed(collection)
  if (first === "$count") return rest[0] === undefined ? Result.succeed({ _tag: "Count" }) : unknown(rest[0])
  return isCast(first) ? unknown(first) : entity(first, rest)
}

const resourceBelow = ([first, second, ...rest]: ReadonlyArray<string>): Result.Result<
  Resource,
  RequestFailure
> => {
  if (first === undefined) return Result.succeed({ _tag: "Service" })
  if (first === "$batch" && second === undefined) return Result.succeed({ _tag: "Batch" })
  if (first === "$metadata" && second === undefined) return Result.succeed({ _tag: "Metadata" })
  if (first !== singletonPath) return unknown(first)
  if (second === undefined) return Result.succeed({ _tag: "Singleton" })
  const [name, id] = readKey(second)
  if (name !== navigationProperty) return unknown(second)
  if (id !== undefined) return entity(id, rest)
  const [segment = ""] = rest
  if (!isCast(segment)) return inCollection(rest)
  const [cast, castId] = readKey(segment)
  if (!isOwnCast(cast)) return unknown(segment)
  return castId === undefined ? inCollection(rest.slice(1)) : entity(castId, rest.slice(1))
}

/**
 * Finds the resource of a path below `/beta` or, as the reference writes it, without a version. Below `/v1.0` there is
 * none: the type exists in beta only.
 */
export const resourceAt = (path: string): Result.Result<Resource, RequestFailure> => {
  if (path === usualPaths.versioned || path === usualPaths.unversioned) return Result.succeed(collection)
  const decoded = segmentsOf(path)
  if (Option.isNone(decoded)) return Result.fail(new TargetInvalid())
  const [first = "", ...rest] = decoded.value
  if (path.includes("//")) return Result.fail(new SegmentEmpty())
  if (first === singletonPath) return resourceBelow(decoded.value)
  const version = versionOf(first)
  if (version === undefined) return Result.fail(new VersionUnknown({ version: first }))
  if (version === "beta") return resourceBelow(rest)
  return unknown(rest.find((segment, index) => index > 0 || segment !== singletonPath) ?? rest[0] ?? first)
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
    case "Service":
      return "/"
    case "Singleton":
      return `/${singletonPath}`
    case "Batch":
      return "/$batch"
    case "Metadata":
      return "/$metadata"
  }
}

/** The path of a resource below the service root, for messages. It can't have an id that is not well-formed Unicode: there, U+FFFD replaces what is invalid. */
export const pathOf = (resource: Resource): string =>
  resource._tag === "Entity" ? entityPath(resource.id.toWellFormed()) : routeOf(resource).slice(1)
