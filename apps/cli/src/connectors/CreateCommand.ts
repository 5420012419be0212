/** The command `odj create`: creates a connector from flags or from JSON. */
import { createConnector, validate } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportingInterruption } from "../failures/ReportInterruption.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { withDone } from "../output/OutputFailed.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { UnopenedStore } from "../target/UnopenedStore.ts"
import { idFlag, inTermsOfFlags, newBodyFlag, propertyFlags, readInput } from "./ConnectorFlags.ts"

const flags = {
  properties: { ...propertyFlags, id: idFlag } satisfies Record<keyof NewDomainJoinConnector, unknown>,
  body: newBodyFlag,
  dryRun,
  reconcile: Flag.Boolean("reconcile").pipe(
    Flag.withDescription(
      "If the outcome is unknown, find out whether the connector was created: odj compares the lists of connectors before and after the request. So pass this flag on the first attempt",
    ),
    Flag.withDefault(false),
  ),
  ...targetFlags,
}

export const create = Command.make(
  "create",
  flags,
  Effect.fnUntraced(function* ({ properties, body, dryRun }) {
    const output = yield* makeOutput
    const store = yield* UnopenedStore
    const given = yield* readInput(properties, body)
    const input = yield* Effect.mapError(Effect.fromResult(validate(given.input)), inTermsOfFlags(given))
    const creation = createConnector(input)
    if (dryRun) return yield* Effect.provide(describe([creation]), store)
    const interrupted = new Interrupted({
      lines: ["Interrupted: it is unknown whether the connector was created"],
      remedy: "Look for it with `odj list` before you create it again.",
    })
    const connector = yield* Effect.provide(reportingInterruption(interrupted, true)(creation), store)
    yield* output.connector(connector).pipe(withDone("created", connector))
  }),
).pipe(
  Command.withShortDescription("Create a domain join connector"),
  Command.withDescription(`Create a domain join connector and print it as the service or database returns it.

  ${needsReadWrite}

  Exit codes:
      0  created
      1  created but the result can't be written, or a bug in odj
      2  invalid input: nothing was sent
      3  not signed in, sign-in failed or permission denied: nothing was created
      4  the id is taken, or the service refused: nothing was created
      5  the service or database can't be used: nothing was created
      6  unknown outcome: look for the connector before you create it again
    130  interrupted; odj reports whether a request was in flight`),
  Command.withExamples([
    {
      command:
        "odj create --store memory --name HQ --last-connection-date-time 2016-12-31T23:58:36.6670033-08:00 --state active --connector-version 6.2504.2001.8",
      description: "Try it in memory",
    },
    {
      command: "ODJ_TOKEN=… odj create --url https://graph.microsoft.com/beta --body connector.json",
      description: "Create a connector from a file, in Graph",
    },
    {
      command: "odj create --body connector.json --dry-run",
      description: "Show the request that would be sent",
    },
  ]),
)
