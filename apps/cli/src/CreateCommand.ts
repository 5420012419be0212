/** The command `odj create`: a connector, described by flags or by JSON, into the store that is provided. */
import { createConnector } from "@odj/core"
import { type InvalidJson, parse } from "@odj/graph-wire"
import { Console, Effect, FileSystem, Option, Record, Stdio, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { targetFlags } from "./Target.ts"
import { UsageInvalid } from "./UsageInvalid.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const flags = {
  properties: {
    displayName: text("display-name", "Its name; need not be unique"),
    lastConnectionDateTime: text(
      "last-connection-date-time",
      "When it last called Intune, such as 2016-12-31T23:58:36.6670033-08:00",
    ),
    state: text("state", "active, error or inactive"),
    version: text("connector-version", "The version of its software"),
    id: text("id", "Its id; one is made where this is left out"),
  },
  body: text("body", "Instead of the flags above: a file with the connector as JSON; - is standard input"),
  ...targetFlags,
}

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The bytes of a file, or of standard input. */
const read = Effect.fnUntraced(function* (path: string) {
  if (path !== "-") return yield* Effect.flatMap(FileSystem.FileSystem, (files) => files.readFile(path))
  const { stdin } = yield* Stdio.Stdio
  return Buffer.concat(yield* Stream.runCollect(stdin))
})

const readBody = (
  path: string,
): Effect.Effect<unknown, UsageInvalid | InvalidJson, FileSystem.FileSystem | Stdio.Stdio> =>
  read(path).pipe(
    Effect.mapError((error) =>
      UsageInvalid.of("--body", `Expected a file that can be read: ${error.message}`),
    ),
    Effect.flatMap((bytes) =>
      Effect.try({
        try: () => utf8.decode(bytes),
        catch: () => UsageInvalid.of("--body", "Expected text in UTF-8"),
      }),
    ),
    Effect.flatMap((text) => Effect.fromResult(parse(text))),
  )

export const create = Command.make(
  "create",
  flags,
  Effect.fnUntraced(function* ({ properties, body }) {
    const given = Record.getSomes(properties)
    if (Option.isSome(body) && !Record.isEmptyReadonlyRecord(given)) {
      return yield* UsageInvalid.of("--body", "Expected either a body or flags that describe the connector")
    }
    const input = Option.isSome(body) ? yield* readBody(body.value) : given
    const connector = yield* createConnector(input)
    yield* Console.log(JSON.stringify(connector, null, 2))
  }),
).pipe(
  Command.withShortDescription("Create a domain join connector"),
  Command.withDescription(`Create a domain join connector, and print it as JSON.

Exit codes: 0 created; 2 bad input; 4 the id is taken, or the service refuses; 5 the service can't be reached, or is
too busy: nothing was created, try again; 6 the outcome is unknown: look before trying again.`),
  Command.withExamples([
    {
      command:
        "odj create --store memory --display-name HQ --last-connection-date-time 2016-12-31T23:58:36.6670033-08:00 --state active --connector-version 6.2504.2001.8",
      description: "Try it, in memory",
    },
    {
      command: "ODJ_TOKEN=… odj create --url https://graph.microsoft.com/beta --body connector.json",
      description: "Create the connector that a file describes, in Intune",
    },
  ]),
)
