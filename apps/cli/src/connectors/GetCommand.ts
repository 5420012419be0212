/** The command `odj get`: the connector of an id. */
import { getConnector } from "@odj/core"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreReaderGone } from "../output/OutputFailed.ts"
import { targetFlags } from "../target/Target.ts"

export const idArgument = Argument.String("id").pipe(
  Argument.withDescription("The connector's id, upper and lower case apart"),
)

export const get = Command.make(
  "get",
  { id: idArgument, ...targetFlags },
  Effect.fnUntraced(function* ({ id }) {
    const output = yield* makeOutput
    yield* ignoreReaderGone(output.one(yield* getConnector(id)))
  }),
).pipe(
  Command.withShortDescription("Get a domain join connector"),
  Command.withDescription(`Get the domain join connector of an id.

  ${needsRead}

  Exit codes:
      0  found
      1  a bug in odj, or the connector can't be written
      2  bad input: nothing was sent
      3  not signed in, or not permitted
      4  there is none of that id, or the service refuses
      5  no answer that can be used, or the service is too busy: try again
    130  interrupted`),
  Command.withExamples([
    { command: "odj get 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11", description: "Show a connector" },
    {
      command: "odj get 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --query state -o json",
      description: "Its state alone",
    },
  ]),
)
