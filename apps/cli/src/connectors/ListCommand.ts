/** The command `odj list`: prints connectors page by page, as they arrive. */
import { Effect, Option, Stream } from "effect"
import { Command } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { targetFlags } from "../target/Target.ts"
import { listFlags, listQuery } from "./ListQuery.ts"
import { inVersionRange } from "./VersionRange.ts"

export const list = Command.make(
  "list",
  { filters: listFlags, ...targetFlags },
  Effect.fnUntraced(function* ({ filters }) {
    const output = yield* makeOutput
    const { connectors, failIfUnreadable } = readConnectors(yield* listQuery(filters))
    const inRange = inVersionRange(filters)(connectors)
    const listed = Option.match(filters.top, {
      onNone: () => inRange,
      onSome: (top) => Stream.take(inRange, top),
    })
    yield* ignoreBrokenPipe(output.connectors(listed, failIfUnreadable))
  }),
).pipe(
  Command.withShortDescription("List domain join connectors"),
  Command.withDescription(`List all domain join connectors, or those that match every filter given.

  ${needsRead}

  Exit codes:
      0  success, even if nothing matched
      1  the result can't be written, or a bug in odj
      2  invalid input: nothing was sent; or --query can't be applied to the result
      3  not signed in, sign-in failed or permission denied
      4  the service refused
      5  the service or database can't be used
      8  some connectors could not be read; all others are listed
    130  interrupted`),
  Command.withExamples([
    { command: "odj list", description: "List all connectors of the tenant" },
    {
      command: "odj list --state error,inactive --order-by lastConnectionDateTime",
      description: "List those in error or inactive, with the oldest contact first",
    },
    {
      command: "odj list --version-below 6.2501.2000.5",
      description: "List those whose version is below 6.2501.2000.5",
    },
    {
      command: "odj list --older-than 5d -o csv",
      description: "List those without contact for five days, as CSV",
    },
    {
      command: "odj list --query \"[?state=='error'].id\" -o tsv",
      description: "Print the ids of those in error, one per line, for a script",
    },
  ]),
)
