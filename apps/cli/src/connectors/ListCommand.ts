/** The command `odj list`: the connectors that the flags ask for, written as they come. */
import { streamConnectors } from "@odj/core"
import { Effect, Option, Stream } from "effect"
import { Command } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreReaderGone } from "../output/OutputFailed.ts"
import { targetFlags } from "../target/Target.ts"
import { listFlags, listQuery } from "./ListQuery.ts"

export const list = Command.make(
  "list",
  { asked: listFlags, ...targetFlags },
  Effect.fnUntraced(function* ({ asked }) {
    const output = yield* makeOutput
    const connectors = streamConnectors(yield* listQuery(asked))
    yield* ignoreReaderGone(
      output.many(
        Option.match(asked.top, { onNone: () => connectors, onSome: (top) => Stream.take(connectors, top) }),
      ),
    )
  }),
).pipe(
  Command.withShortDescription("List domain join connectors"),
  Command.withDescription(`List domain join connectors, all of them or those that the flags ask for.

  ${needsRead}

  Exit codes:
      0  listed, be it none
      1  a bug in odj, or the list can't be written
      2  bad input: nothing was sent
      3  not signed in, or not permitted
      4  the service refuses
      5  no answer that can be used, or the service is too busy: try again
    130  interrupted`),
  Command.withExamples([
    { command: "odj list", description: "All connectors of the tenant" },
    {
      command: "odj list --state error --state inactive --order-by lastConnectionDateTime",
      description: "Those that do not call Intune any more, the longest silent first",
    },
    { command: "odj list --older-than 5d -o csv", description: "Those silent for five days, as CSV" },
    {
      command: "odj list --query \"[?state=='error'].id\" -o json",
      description: "The ids of those in error",
    },
  ]),
)
