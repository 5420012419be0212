/** Reads the body of a request to the control: JSON, or NDJSON for several values. */
import { isUtf8 } from "node:buffer"
import type { Problem } from "@odj/domain"
import { parseJson } from "@odj/graph-wire"
import { Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { readMediaType } from "../http/MediaType.ts"
import {
  bodyTooLarge,
  type ControlFailure,
  contentTypeNotSupported,
  encodingNotSupported,
  inputInvalid,
} from "./ControlFailure.ts"

/** The largest body, in bytes. A snapshot of 100,000 connectors has about 17 MB. */
export const maxControlBody = 67_108_864

const json = "application/json"
const ndjson = "application/x-ndjson"

type Read = (text: string) => Result.Result<unknown, { readonly problems: ReadonlyArray<Problem> }>

/** Each line that is not blank is a value. All problems are reported, each with its line. */
const parseLines: Read = (text) => {
  const lines = text
    .split("\n")
    .flatMap((line, index) =>
      line.trim() === "" ? [] : [{ result: parseJson(line), path: [`line ${index + 1}`] }],
    )
  const problems = lines.flatMap(({ result, path }) =>
    Result.isFailure(result)
      ? result.failure.problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }))
      : [],
  )
  if (problems.length > 0) return Result.fail({ problems })
  return Result.succeed(lines.map(({ result }) => Result.getOrThrow(result)))
}

const readAs = ({ headers, body }: HttpRequest, readers: ReadonlyMap<string, Read>) =>
  Result.gen(function* () {
    if (body === undefined) return yield* Result.fail(bodyTooLarge)
    if ((headers["content-encoding"] ?? "identity").toLowerCase() !== "identity")
      return yield* Result.fail(encodingNotSupported)
    const { type, parameters } = readMediaType(headers["content-type"] ?? "")
    const read = readers.get(type)
    if (read === undefined || (parameters.get("charset") ?? "utf-8").toLowerCase() !== "utf-8")
      return yield* Result.fail(contentTypeNotSupported([...readers.keys()]))
    if (!isUtf8(body)) return yield* Result.fail(inputInvalid([{ path: [], message: "Not valid UTF-8" }]))
    return yield* Result.mapError(read(body.toString()), ({ problems }) => inputInvalid(problems))
  })

/** One value, as JSON. */
export const readValue = (request: HttpRequest): Result.Result<unknown, ControlFailure> =>
  readAs(request, new Map([[json, parseJson]]))

/** Several values: an array or one value as JSON, or NDJSON. */
export const readValues = (request: HttpRequest): Result.Result<ReadonlyArray<unknown>, ControlFailure> =>
  Result.map(
    readAs(
      request,
      new Map([
        [json, parseJson],
        [ndjson, parseLines],
      ]),
    ),
    (value) => (Array.isArray(value) ? value : [value]),
  )
