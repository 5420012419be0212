/** The command `odj update`: changes the properties that flags or JSON give; the others stay as they are. */
import { UsageInvalid } from "@odj/command-line"
import { getConnector, patchConnector, validatePatch } from "@odj/core"
import type { DomainJoinConnectorPatch } from "@odj/domain"
import { Effect, Option } from "effect"
import { Command } from "effect/cli"
import { ChangedUnreadable } from "../failures/ChangedUnreadable.ts"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportingInterruption } from "../failures/ReportInterruption.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { withDone } from "../output/OutputFailed.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { confirm, needsConfirmation, yes } from "./Confirmation.ts"
import { inTermsOfFlags, patchBodyFlag, propertyFlags, readInput } from "./ConnectorFlags.ts"
import { idArgument } from "./GetCommand.ts"

const properties = Object.keys(propertyFlags) as ReadonlyArray<keyof DomainJoinConnectorPatch>

/** The effect of a patch on a connector, one line for each property that changes. */
const changes = (connector: Readonly<Record<string, unknown>>, patch: DomainJoinConnectorPatch) =>
  properties.flatMap((property) => {
    const value = patch[property]
    return value === undefined || value === connector[property]
      ? []
      : [`  ${property}: ${connector[property]} -> ${value}`]
  })

export const update = Command.make(
  "update",
  { id: idArgument, properties: propertyFlags, body: patchBodyFlag, yes, dryRun, ...targetFlags },
  Effect.fnUntraced(function* ({ id, properties, body, yes, dryRun }) {
    const output = yield* makeOutput
    const given = yield* readInput(properties, body)
    const patch = yield* Effect.mapError(
      Effect.fromResult(validatePatch(id, given.input)),
      inTermsOfFlags(given),
    )
    if (Object.keys(patch).length === 0) {
      return yield* UsageInvalid.sentence(
        "Nothing to change: pass at least one flag, such as --state, or --body",
      )
    }
    // Standard input can't supply both the body and the answer.
    const asks = yield* needsConfirmation({ yes, dryRun, stdinIsFree: !Option.contains(body, "-") })
    const change = patchConnector(id, patch)
    if (dryRun) return yield* describe([change])
    if (asks) {
      const connector = yield* getConnector(id).pipe(
        Effect.catchTag("ConnectorsUnreadable", ({ connectors: [unreadable] }) =>
          Effect.succeed<Readonly<Record<string, unknown>>>(unreadable?.properties ?? {}),
        ),
      )
      const lines = changes(connector, patch)
      yield* confirm(lines.length === 0 ? ["  (nothing changes)"] : lines, `Change the connector ${id}?`)
    }
    const interrupted = new Interrupted({
      lines: [`Interrupted: it is unknown whether the connector ${id} was changed`],
      remedy: "Check it with `odj get`. You can safely run the same command again: the update is idempotent.",
    })
    const changed = yield* reportingInterruption(interrupted)(change).pipe(
      Effect.catchTag("ConnectorsUnreadable", ({ connectors }) => new ChangedUnreadable({ id, connectors })),
    )
    yield* output.connector(changed).pipe(withDone("changed", changed))
  }),
).pipe(
  Command.withShortDescription("Change a domain join connector"),
  Command.withDescription(`Change the given properties of a connector and print the connector as it is afterwards.

  Asks for confirmation on a terminal; without a terminal, --yes is required.

  ${needsReadWrite}

  Exit codes:
      0  changed
      1  changed but the result can't be written, or a bug in odj
      2  invalid input, or no confirmation possible: nothing was sent
      3  not signed in, sign-in failed or permission denied: nothing was changed
      4  not found, or the service refused: nothing was changed
      5  the service or database can't be used: you can safely run it again, since the update is idempotent
      8  changed, but another property of the connector is invalid
    130  cancelled or interrupted; odj reports whether a request was in flight`),
  Command.withExamples([
    {
      command: "odj update 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --name HQ --yes",
      description: "Rename a connector",
    },
    {
      command: "odj update 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --body change.json --dry-run",
      description: "Show the request that would be sent",
    },
  ]),
)
