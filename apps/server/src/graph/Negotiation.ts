/** Content negotiation: `Accept`, `$format` and `Prefer`. */
import type { MetadataLevel, Representation } from "@odj/graph-wire"
import { Result } from "effect"
import { assignment, isUtf8Name, type MediaType, readMediaType, splitList } from "../http/MediaType.ts"
import { NotAcceptable } from "./RequestFailure.ts"

interface MediaRange extends MediaType {
  readonly weight: number
}

/** Reads a range. The weight is `NaN` if it is invalid. */
const mediaRange = (text: string): MediaRange => {
  const { type, parameters } = readMediaType(text)
  const others = new Map(parameters)
  others.delete("q")
  const weight = Number(parameters.get("q") ?? 1)
  return { type, parameters: others, weight: weight >= 0 && weight <= 1 ? weight : Number.NaN }
}

/**
 * The ranges of an `Accept` that cover the media type, sorted by descending weight. A range with the weight 0 excludes what
 * it covers, except for ranges that are as specific. A list without members accepts everything.
 */
const rangesFor = (mediaType: string, accept: string): ReadonlyArray<MediaRange> => {
  const coverers = ["*/*", mediaType.replace(/\/.*/, "/*"), mediaType]
  const specificity = ({ type }: MediaRange) => coverers.indexOf(type)
  const ranges = splitList(accept, ",").map(mediaRange)
  if (ranges.length === 0) return [mediaRange("*/*")]
  const excluding = ranges.filter(({ weight, parameters }) => weight === 0 && parameters.size === 0)
  const least = Math.max(0, ...excluding.map(specificity))
  return ranges
    .filter((range) => range.weight > 0 && specificity(range) >= least)
    .sort((left, right) => right.weight - left.weight)
}

/** The format of a JSON response: the parameters of its media type that matter here. */
export type JsonFormat = Pick<Representation, "metadata" | "ieee754Compatible">

const isLevel = (value: string): value is MetadataLevel =>
  value === "none" || value === "minimal" || value === "full"

const isBoolean = (value: string) => value === "true" || value === "false"

/** The format that a range requests; `undefined` if one of its parameters is unknown or invalid. */
const formatOf = ({ parameters }: MediaRange): JsonFormat | undefined => {
  let metadata: MetadataLevel = "minimal"
  let ieee754Compatible = false
  for (const [name, text] of parameters) {
    const value = text.toLowerCase()
    switch (name) {
      case "odata.metadata":
      case "metadata":
        if (!isLevel(value)) return undefined
        metadata = value
        break
      case "ieee754compatible":
        if (!isBoolean(value)) return undefined
        ieee754Compatible = value === "true"
        break
      case "odata.streaming":
      case "streaming":
      // It is about the notation of decimals, and connectors have none.
      case "exponentialdecimals":
        if (!isBoolean(value)) return undefined
        break
      case "charset":
        if (!isUtf8Name(value)) return undefined
        break
      default:
        return undefined
    }
  }
  return { metadata, ieee754Compatible }
}

/** Fails if the client does not accept the media type. A client that sends no `Accept` accepts any. */
export const accepts = (accept: string | undefined, mediaType: string): Result.Result<void, NotAcceptable> =>
  accept === undefined || rangesFor(mediaType, accept).length > 0
    ? Result.void
    : Result.fail(new NotAcceptable())

const usual: Result.Result<JsonFormat, NotAcceptable> = Result.succeed({
  metadata: "minimal",
  ieee754Compatible: false,
})

/**
 * The format of a JSON response. `format` is the query option `$format`, which overrides `Accept`.
 *
 * Source: OData JSON Format, "Requesting the JSON Format": a range with an unknown or unsupported format parameter is not
 * acceptable.
 */
export const jsonFormat = (
  accept: string | undefined,
  format: string | undefined,
): Result.Result<JsonFormat, NotAcceptable> => {
  const ranges = format === undefined ? accept : format.replace(/^json(?=;|$)/i, "application/json")
  if (ranges === undefined || ranges === "application/json" || ranges === "*/*") return usual
  for (const range of rangesFor("application/json", ranges)) {
    const found = formatOf(range)
    if (found !== undefined) return Result.succeed(found)
  }
  return Result.fail(new NotAcceptable())
}

/** The preferences of a client that this server supports. */
export interface Preferences {
  readonly return?: "minimal" | "representation"
  readonly maxPageSize?: number
  /** The name that the client used for `maxPageSize`. */
  readonly maxPageSizeName?: string
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
  const name = stated.has("odata.maxpagesize") ? "odata.maxpagesize" : "maxpagesize"
  const size = stated.get(name) ?? ""
  return {
    ...((form === "minimal" || form === "representation") && { return: form }),
    ...(/^[1-9]\d{0,8}$/.test(size) && { maxPageSize: Number(size), maxPageSizeName: name }),
  }
}
