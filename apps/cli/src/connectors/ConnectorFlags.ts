/** A connector, or a change of one, as a command line gives it: a flag for each property, or a body of JSON. */
import { UsageInvalid } from "@odj/command-line"
import type { ChangeableProperty } from "@odj/domain"
import { type InvalidJson, parseJson } from "@odj/graph-wire"
import { ByteSize, Effect, FileSystem, Option, Record, Stdio, Stream } from "effect"
import { Flag } from "effect/cli"
import { systemReason } from "../text/SystemReason.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

export const propertyFlags = {
  displayName: text("display-name", "Its name; need not be unique"),
  lastConnectionDateTime: text(
    "last-connection-date-time",
    "When it last called Intune, such as 2016-12-31T23:58:36.6670033-08:00",
  ),
  state: text("state", "active, error or inactive"),
  version: text("connector-version", "The version of its software"),
} satisfies Record<ChangeableProperty, unknown>

export const idFlag = text("id", "Its id; one is made where this is left out")

export const bodyFlag = text("body", "Instead of the flags above: a file with the JSON; - is standard input")

/** As large as a request to Graph may be. */
const maxBody = ByteSize.mebibytes(4)

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The bytes of a file, or of standard input. */
const bytesOf = (path: string) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { stdin } = yield* Stdio.Stdio
      const files = yield* FileSystem.FileSystem
      return path === "-" ? stdin : files.stream(path)
    }),
  )

const readBody = (
  path: string,
): Effect.Effect<unknown, UsageInvalid | InvalidJson, FileSystem.FileSystem | Stdio.Stdio> =>
  bytesOf(path).pipe(
    Stream.mapError((error) =>
      UsageInvalid.of("--body", `Expected a file that can be read: ${systemReason(error)}`),
    ),
    Stream.limitBytes<UsageInvalid, FileSystem.FileSystem | Stdio.Stdio>(maxBody, () =>
      Stream.fail(UsageInvalid.of("--body", "Expected at most 4 MiB")),
    ),
    Stream.mkUint8Array,
    Effect.flatMap((bytes) =>
      Effect.try({
        try: () => utf8.decode(bytes),
        catch: () => UsageInvalid.of("--body", "Expected text in UTF-8"),
      }),
    ),
    Effect.flatMap((text) => Effect.fromResult(parseJson(text))),
  )

/** What the flags, or the body, say; whether it is a connector is not decided here. */
export const readInput = Effect.fnUntraced(function* (
  properties: Record.ReadonlyRecord<string, Option.Option<string>>,
  body: Option.Option<string>,
) {
  const given = Record.getSomes(properties)
  if (Option.isNone(body)) return given
  if (!Record.isEmptyReadonlyRecord(given)) {
    return yield* UsageInvalid.of("--body", "Expected either a body or flags that describe the connector")
  }
  return yield* readBody(body.value)
})
