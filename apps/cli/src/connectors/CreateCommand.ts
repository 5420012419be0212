/** The command `odj create`: a connector, described by flags or by JSON, into the store that is provided. */
import { createConnector } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportFailure } from "../failures/ReportFailure.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { withDone } from "../output/OutputFailed.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { bodyFlag, idFlag, propertyFlags, readInput } from "./ConnectorFlags.ts"

const flags = {
  properties: { ...propertyFlags, id: idFlag } satisfies Record<keyof NewDomainJoinConnector, unknown>,
  body: bodyFlag,
  dryRun,
  reconcile: Flag.Boolean("reconcile").pipe(
    Flag.withDescription(
      "Look up what became of a create whose outcome is unknown: takes a list before it, and more after it",
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
    const creation = createConnector(yield* readInput(properties, body))
    if (dryRun) return yield* describe([creation])
    const interrupted = new Interrupted({
      lines: ["Interrupted: it is unknown whether the connector was created"],
      remedy: "Look for it with odj list: creating it again may make a second one.",
    })
    const connector = yield* Effect.onInterrupt(creation, () => reportFailure(interrupted))
    yield* output.one(connector).pipe(withDone("created", connector))
  }),
).pipe(
  Command.withShortDescription("Create a domain join connector"),
  Command.withDescription(`Create a domain join connector, and write it as it was stored.

  ${needsReadWrite}

  Exit codes:
      0  created
      1  a bug in odj, or what was created can't be written
      2  bad input: nothing was sent
      3  not signed in, or not permitted: nothing was created
      4  the id is taken, or the service refuses: nothing was created
      5  no answer that can be used, or the service is too busy: nothing was created, try again
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
    {
      command: "odj create --body connector.json --dry-run",
      description: "Show the request that would be sent",
    },
  ]),
)
