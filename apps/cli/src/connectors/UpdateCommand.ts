/** The command `odj update`: changes the properties that flags or JSON give, and leaves the others. */
import { UsageInvalid } from "@odj/command-line"
import { getConnector, patchConnector, validatePatch } from "@odj/core"
import type { DomainJoinConnector, DomainJoinConnectorPatch } from "@odj/domain"
import { Effect, Option } from "effect"
import { Command } from "effect/cli"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportFailure } from "../failures/ReportFailure.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { makeOutput } from "../output/Output.ts"
import { withDone } from "../output/OutputFailed.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { confirm, mustBeAsked, yes } from "./Confirmation.ts"
import { bodyFlag, propertyFlags, readInput } from "./ConnectorFlags.ts"
import { idArgument } from "./GetCommand.ts"

const properties = Object.keys(propertyFlags) as ReadonlyArray<keyof DomainJoinConnectorPatch>

/** What a change does to a connector, a line for each property that becomes another. */
const changes = (connector: DomainJoinConnector, patch: DomainJoinConnectorPatch) =>
  properties.flatMap((property) => {
    const value = patch[property]
    return value === undefined || value === connector[property]
      ? []
      : [`  ${property}: ${connector[property]} -> ${value}`]
  })

export const update = Command.make(
  "update",
  { id: idArgument, properties: propertyFlags, body: bodyFlag, yes, dryRun, ...targetFlags },
  Effect.fnUntraced(function* ({ id, properties, body, yes, dryRun }) {
    const output = yield* makeOutput
    // Standard input can't give the body and an answer as well.
    const asks = yield* mustBeAsked({ yes, dryRun, hasStdin: !Option.contains(body, "-") })
    const input = yield* readInput(properties, body)
    const patch = yield* Effect.fromResult(validatePatch(id, input))
    if (Object.keys(patch).length === 0) {
      return yield* UsageInvalid.of("update", "Expected at least one property that is to be changed")
    }
    const change = patchConnector(id, patch)
    if (dryRun) return yield* describe([change])
    if (asks) {
      const lines = changes(yield* getConnector(id), patch)
      yield* confirm(lines.length === 0 ? ["  (as it is already)"] : lines, `Change the connector ${id}?`)
    }
    const interrupted = new Interrupted({
      lines: [`Interrupted: it is unknown whether the connector ${id} was changed`],
      remedy: "Look at it with odj get; to make the same change again does no harm.",
    })
    const changed = yield* Effect.onInterrupt(change, () => reportFailure(interrupted))
    yield* output.one(changed).pipe(withDone("changed", changed))
  }),
).pipe(
  Command.withShortDescription("Change a domain join connector"),
  Command.withDescription(`Change the properties that are given of the connector of an id, and write it as it is then.

  It asks first, on a terminal; elsewhere it needs --yes.

  ${needsReadWrite}

  Exit codes:
      0  changed
      1  a bug in odj, or what was changed can't be written
      2  bad input, or nobody to ask: nothing was sent
      3  not signed in, or not permitted: nothing was changed
      4  there is none of that id, or the service refuses: nothing was changed
      5  no answer that can be used, or the service is too busy: try again
    130  cancelled, or interrupted; a request in flight is reported`),
  Command.withExamples([
    {
      command: "odj update 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --display-name HQ --yes",
      description: "Give a connector another name",
    },
    {
      command: "odj update 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 --body change.json --dry-run",
      description: "Show the request that would be sent",
    },
  ]),
)
