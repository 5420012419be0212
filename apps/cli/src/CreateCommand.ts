/** The command `odj create`: a connector, described by flags or by JSON, into the store that is provided. */
import { CreateOutcomeUnknown, createConnector } from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { type InvalidJson, parse } from "@odj/graph-wire"
import { ByteSize, Effect, FileSystem, Option, Record, Stdio, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { tell } from "./FailureReport.ts"
import { OutputFailed } from "./OutputFailed.ts"
import { systemReason } from "./SystemReason.ts"
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
  } satisfies Record<keyof NewDomainJoinConnector, unknown>,
  body: text("body", "Instead of the flags above: a file with the connector as JSON; - is standard input"),
  ...targetFlags,
}

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
    Effect.flatMap((text) => Effect.fromResult(parse(text))),
  )

/** Writes the result. What was created must not be lost with it, so a failure carries it on. */
const print = Effect.fnUntraced(function* (connector: DomainJoinConnector) {
  const stdio = yield* Stdio.Stdio
  yield* Stream.make(`${JSON.stringify(connector, null, 2)}\n`).pipe(
    Stream.run(stdio.stdout()),
    Effect.mapError((error) => new OutputFailed({ connector, reason: systemReason(error) })),
  )
})

export const create = Command.make(
  "create",
  flags,
  Effect.fnUntraced(function* ({ properties, body }) {
    const given = Record.getSomes(properties)
    if (Option.isSome(body) && !Record.isEmptyReadonlyRecord(given)) {
      return yield* UsageInvalid.of("--body", "Expected either a body or flags that describe the connector")
    }
    const input = Option.isSome(body) ? yield* readBody(body.value) : given
    const interrupted = new CreateOutcomeUnknown({ message: "Interrupted" })
    const connector = yield* Effect.onInterrupt(createConnector(input), () => tell(interrupted))
    yield* print(connector)
  }),
).pipe(
  Command.withShortDescription("Create a domain join connector"),
  Command.withDescription(`Create a domain join connector, and print it as JSON.

  Exit codes:
      0  created
      1  a bug in odj, or what was created can't be written
      2  bad input: nothing was sent
      4  the id is taken, or the service refuses: nothing was created
      5  the service can't be reached, or is too busy: nothing was created, try again
      6  the outcome is unknown: look before trying again
    130  interrupted; a request that was under way is told of`),
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
