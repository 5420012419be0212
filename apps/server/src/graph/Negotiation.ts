/** Content negotiation: `Accept`, `$format` and `Prefer`. */
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

/** The acceptable ranges of an `Accept`, sorted by descending weight. */
const rangesOf = (accept: string): ReadonlyArray<MediaRange> =>
  splitList(accept, ",")
    .map(mediaRange)
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight)

const isLevel = (value: string): value is MetadataLevel =>
  value === "none" || value === "minimal" || value === "full"

/** The metadata level of a range that covers JSON; `undefined` if one of its parameters is not supported. */
const levelOf = ({ parameters }: MediaRange): MetadataLevel | undefined => {
  let level: MetadataLevel = "minimal"
  for (const [name, text] of parameters) {
    const value = text.toLowerCase()
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

/** Fails if the client does not accept the media type. A client that sends no `Accept` accepts any. */
export const accepts = (accept: string | undefined, mediaType: string): Result.Result<void, NotAcceptable> =>
  accept === undefined || rangesOf(accept).some((range) => covers(range, mediaType))
    ? Result.void
    : Result.fail(new NotAcceptable())

const minimal: Result.Result<MetadataLevel, NotAcceptable> = Result.succeed("minimal")

/**
 * The metadata level of a JSON response. `format` is the query option `$format`, which overrides `Accept`.
 *
 * Source: OData JSON Format, "Requesting the JSON Format": a range with an unknown or unsupported format parameter is not
 * acceptable.
 */
export const metadataLevel = (
  accept: string | undefined,
  format: string | undefined,
): Result.Result<MetadataLevel, NotAcceptable> => {
  const ranges = format === undefined ? accept : format.replace(/^json(?=;|$)/i, "application/json")
  if (ranges === undefined || ranges === "application/json" || ranges === "*/*") return minimal
  for (const range of rangesOf(ranges)) {
    const level = covers(range, "application/json") ? levelOf(range) : undefined
    if (level !== undefined) return Result.succeed(level)
  }
  return Result.fail(new NotAcceptable())
}

/** The preferences of a client that this server supports. */
export interface Preferences {
  readonly return?: "minimal" | "representation"
  readonly maxPageSize?: number
}

const none: Preferences = {}

/** Reads `Prefer`. Unknown and invalid preferences are ignored. If a preference is repeated, the first one counts (RFC 7240). */
export const preferences = (prefer: string | undefined): Preferences => {
  if (prefer === undefined) return none
  const stated = new Map(
    splitList(prefer, ",")
      .map((preference) => assignment(splitList(preference, ";")[0] ?? ""))
      .reverse(),
  )
  const form = stated.get("return")
  const size = stated.get("odata.maxpagesize") ?? stated.get("maxpagesize") ?? ""
  return {
    ...((form === "minimal" || form === "representation") && { return: form }),
    ...(/^[1-9]\d{0,8}$/.test(size) && { maxPageSize: Number(size) }),
  }
}
