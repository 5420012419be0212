/** The form of a response that a client asks for: `Accept`, `$format`, `Prefer`. */
import type { MetadataLevel } from "@odj/graph-wire"
import { Result } from "effect"
import { assignment, type MediaType, readMediaType, splitList } from "../http/MediaType.ts"
import { NotAcceptable } from "./RequestFailure.ts"

interface MediaRange extends MediaType {
  readonly weight: number
}

const mediaRange = (text: string): MediaRange => {
  const { type, parameters } = readMediaType(text)
  const others = new Map(parameters)
  others.delete("q")
  const weight = Number(parameters.get("q") ?? 1)
  return { type, parameters: others, weight: weight >= 0 && weight <= 1 ? weight : 0 }
}

/** The ranges of an `Accept` that are wanted at all, the most wanted first. */
const rangesOf = (accept: string): ReadonlyArray<MediaRange> =>
  splitList(accept, ",")
    .map(mediaRange)
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)

const isLevel = (value: string): value is MetadataLevel =>
  value === "none" || value === "minimal" || value === "full"

/** The metadata level that a range of JSON asks for; nothing where it asks for what can't be served. */
const levelOf = ({ parameters }: MediaRange): MetadataLevel | undefined => {
  let level: MetadataLevel = "minimal"
  for (const [name, given] of parameters) {
    const value = given.toLowerCase()
    switch (name) {
      case "odata.metadata":
      case "metadata":
        if (!isLevel(value)) return undefined
        level = value
        break
      case "odata.streaming":
      case "streaming":
        if (value !== "true" && value !== "false") return undefined
        break
      case "ieee754compatible":
        if (value !== "false") return undefined
        break
      case "charset":
        if (value !== "utf-8") return undefined
        break
      default:
        return undefined
    }
  }
  return level
}

const covers = ({ type }: MediaRange, mediaType: string) =>
  type === "*/*" || type === mediaType || type === `${mediaType.split("/", 1)[0]}/*`

/** Whether the client takes a response of the media type; without `Accept` it takes any. */
export const accepts = (accept: string | undefined, mediaType: string): Result.Result<void, NotAcceptable> =>
  accept === undefined || rangesOf(accept).some((range) => covers(range, mediaType))
    ? Result.void
    : Result.fail(new NotAcceptable())

const minimal: Result.Result<MetadataLevel, NotAcceptable> = Result.succeed("minimal")

/**
 * How much metadata a JSON response has. `format` is the query option of that name, which goes before `Accept`.
 *
 * Source: OData JSON Format, "Requesting the JSON Format": format parameters that are unknown, or not supported, make a
 * range unacceptable.
 */
export const metadataLevel = (
  accept: string | undefined,
  format: string | undefined,
): Result.Result<MetadataLevel, NotAcceptable> => {
  const wanted = format === undefined ? accept : format.replace(/^json(?=;|$)/i, "application/json")
  if (wanted === undefined || wanted === "application/json" || wanted === "*/*") return minimal
  for (const range of rangesOf(wanted)) {
    const level = covers(range, "application/json") ? levelOf(range) : undefined
    if (level !== undefined) return Result.succeed(level)
  }
  return Result.fail(new NotAcceptable())
}

/** What a client prefers, as far as this server can do it. */
export interface Preferences {
  readonly return?: "minimal" | "representation"
  readonly maxPageSize?: number
}

const none: Preferences = {}

/** Reads `Prefer`. A preference that is unknown or has no sense is ignored, as its specification asks; the first counts. */
export const preferences = (prefer: string | undefined): Preferences => {
  if (prefer === undefined) return none
  const given = new Map(
    splitList(prefer, ",")
      .map((preference) => assignment(splitList(preference, ";")[0] ?? ""))
      .reverse(),
  )
  const wanted = given.get("return")
  const size = given.get("odata.maxpagesize") ?? given.get("maxpagesize") ?? ""
  return {
    ...((wanted === "minimal" || wanted === "representation") && { return: wanted }),
    ...(/^[1-9]\d{0,8}$/.test(size) && { maxPageSize: Number(size) }),
  }
}
