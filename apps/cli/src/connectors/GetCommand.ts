/** The command `odj get`: prints the connector with an id. */
import { getConnector } from "@odj/core"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { targetFlags } from "../target/Target.ts"

export const idArgument = Argument.String("id").pipe(
  Argument.withDescription("The id of the connector; case-sensitive"),
  Argument.filter(
    (id) => id !== "",
    () => "An id has at least one character.",
  ),
)

export const get = Command.make(
  "get",
  { id: idArgument, ...targetFlags },
  Effect.fnUntraced(function* ({ id }) {
    const output = yield* makeOutput
    const show = (connector: object) => ignoreBrokenPipe(output.connector(connector))
    const connector = yield* getConnector(id).pipe(
      Effect.tapErrorTag("ConnectorsUnreadable", ({ connectors }) =>
        Effect.forEach(connectors, ({ properties }) => show(properties)),
      ),
    )
    yield* show(connector)
  }),
).pipe(
  Command.withShortDescription("Show a domain join connector"),
  Command.withDescription(`Print the domain join connector with an id. If a property is invalid, odj prints the properties as the service or database returned them.

  ${needsRead}

  Exit codes:
      0  found
      1  the result can't be written, or a bug in odj
      2  invalid input: nothing was sent; or --query can't be applied to the result
      3  not signed in, sign-in failed or permission denied
      4  not found, or the service refused
      5  the service or database can't be used
      8  found, but a property is invalid
    130  interrupted`),
  Command.withExamples([
    { command: "odj get 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11", description: "Show a connector" },
    {
      command: "odj get 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --query state -o tsv",
      description: "Print only its state",
    },
  ]),
)
