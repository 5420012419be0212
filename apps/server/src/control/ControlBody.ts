/** Reads the body of a request to the control: JSON, or NDJSON for several values. */
import { isUtf8 } from "node:buffer"
import { type Problem, problemsWithin } from "@odj/domain"
import { parseJson, parseLines } from "@odj/graph-wire"
import { Array as Arrays, Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { readMediaType } from "../http/MediaType.ts"
import {
  bodyTooLarge,
  type ControlFailure,
  contentTypeNotSupported,
  encodingNotSupported,
  inputInvalid,
} from "./ControlFailure.ts"

const json = "application/json"
const ndjson = "application/x-ndjson"

type Read = (text: string) => Result.Result<unknown, { readonly problems: ReadonlyArray<Problem> }>

/** Each line is a value. A problem with its JSON names the line. */
const parseNdjson: Read = (text) => {
  const [values, invalid] = Arrays.partition(parseLines(text), ([name, value]) =>
    Result.mapError(value, ({ problems }) => problemsWithin([name], problems)),
  )
  return invalid.length > 0 ? Result.fail({ problems: invalid.flat() }) : Result.succeed(values)
}

const readAs = (
  { headers, body }: HttpRequest,
  ...readers: ReadonlyArray<readonly [type: string, read: Read]>
) =>
  Result.gen(function* () {
    if (body === undefined) return yield* Result.fail(bodyTooLarge)
    if ((headers["content-encoding"] ?? "identity").toLowerCase() !== "identity")
      return yield* Result.fail(encodingNotSupported)
    const { type, parameters } = readMediaType(headers["content-type"] ?? "")
    const [, read] = readers.find(([known]) => known === type) ?? []
    if (read === undefined || (parameters.get("charset") ?? "utf-8").toLowerCase() !== "utf-8")
      return yield* Result.fail(contentTypeNotSupported(readers.map(([known]) => known)))
    if (!isUtf8(body)) return yield* Result.fail(inputInvalid([{ path: [], message: "Not valid UTF-8" }]))
    return yield* Result.mapError(read(new TextDecoder().decode(body)), ({ problems }) =>
      inputInvalid(problems),
    )
  })

/** One value, as JSON. */
export const readValue = (request: HttpRequest): Result.Result<unknown, ControlFailure> =>
  readAs(request, [json, parseJson])

/** One value or an array as JSON, or an array as NDJSON. */
export const readValues = (request: HttpRequest): Result.Result<unknown, ControlFailure> =>
  readAs(request, [json, parseJson], [ndjson, parseNdjson])
