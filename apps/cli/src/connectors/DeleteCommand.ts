/** The command `odj delete`: deletes connectors by id, one after the other. */
import { UsageInvalid } from "@odj/command-line"
import { deleteConnector, getConnector } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Console, Effect, Result, Stdio } from "effect"
import { Argument, Command } from "effect/cli"
import { type DeleteFailure, DeletesFailed } from "../failures/DeletesFailed.ts"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportingInterruption } from "../failures/ReportInterruption.ts"
import { verbose } from "../flags/GlobalFlags.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { UnopenedStore } from "../target/UnopenedStore.ts"
import { oneLine } from "../text/OneLine.ts"
import { confirm, needsConfirmation, yes } from "./Confirmation.ts"
import { idArgument } from "./GetCommand.ts"
import { readIds } from "./ReadIds.ts"

const lineOf = ({ id, displayName, state, lastConnectionDateTime }: DomainJoinConnector) =>
  `  ${id}  ${displayName || "(no name)"}, ${state}, last contact ${lastConnectionDateTime}`

/** The id that stands for the ids in standard input. */
const input = "-"

const inputIsTaken = UsageInvalid.sentence(
  "odj can't ask for confirmation, because standard input has the ids. Pass --yes.",
)

/** Shows the connectors and asks whether to delete those that exist. Returns the failures of the others. */
const confirmDeletion = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
  const missing: Array<DeleteFailure> = []
  const lines = yield* Effect.forEach(ids, (id) =>
    getConnector(id).pipe(
      Effect.map(lineOf),
      Effect.catchTags({
        ConnectorNotFound: (failure) => {
          missing.push({ id, failure })
          return Effect.succeed(`  ${id}  (not found)`)
        },
        ConnectorsUnreadable: () => Effect.succeed(`  ${id}  (can't be read)`),
      }),
    ),
  )
  const found = ids.length - missing.length
  if (found === 0) return missing
  const which = missing.length > 0 ? "the other" : found === 1 ? "this" : "these"
  yield* confirm(lines, `Delete ${which} ${found === 1 ? "connector" : `${found} connectors`}?`)
  return missing
})

/** Reports a deletion on a terminal, or with `--verbose`. */
const reportDeleted = Effect.fnUntraced(function* (id: string) {
  const { stderrIsTerminal } = yield* Stdio.Stdio
  if ((yield* stderrIsTerminal) || (yield* verbose)) yield* Console.error(`Deleted ${oneLine(id)}`)
})

/** The outcome of each id when the deletion at `index` was interrupted. The ids in `failures` were not found. */
const interruptedAt = (ids: ReadonlyArray<string>, index: number, failures: ReadonlyArray<DeleteFailure>) => {
  const missing = new Set(failures.map(({ id }) => id))
  const done = ids.slice(0, index).map((id) => `${id}: ${missing.has(id) ? "not found" : "deleted"}`)
  const untried = ids.slice(index + 1).map((id) => `${id}: not tried`)
  return new Interrupted({
    lines: [...done, `${ids[index]}: unknown, since its deletion was interrupted`, ...untried],
    remedy: "Run the same command again; it reports the deleted ones as not found.",
  })
}

/** Continues after an id that is not found. Any other failure would occur for the next id too, so it stops there. */
const deleteAll = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
  const failures: Array<DeleteFailure> = []
  for (const [index, id] of ids.entries()) {
    const interrupted = reportingInterruption(interruptedAt(ids, index, failures))
    const deleted = yield* deleteConnector(id).pipe(interrupted, Effect.result)
    if (Result.isSuccess(deleted)) {
      yield* reportDeleted(id)
      continue
    }
    failures.push({ id, failure: deleted.failure })
    if (deleted.failure._tag !== "ConnectorNotFound") return { failures, untried: ids.slice(index + 1) }
  }
  return { failures, untried: [] }
})

/** Deletes the connectors, if a person who is asked agrees. */
const deletion = Effect.fnUntraced(function* (ids: ReadonlyArray<string>, asks: boolean) {
  const missing = asks ? yield* confirmDeletion(ids) : []
  const { failures, untried } = yield* deleteAll(
    ids.filter((id) => !missing.some((failed) => failed.id === id)),
  )
  const [first, ...others] = [...missing, ...failures]
  if (first === undefined) return
  if (ids.length === 1) return yield* first.failure
  return yield* new DeletesFailed({ failures: [first, ...others], untried })
})

const idsArgument = idArgument.pipe(
  Argument.withDescription(
    "The ids of the connectors, case-sensitive; - reads them from standard input: one id per line, or a JSON array of ids",
  ),
  Argument.atLeast(1),
)

export const remove = Command.make(
  "delete",
  { ids: idsArgument, yes, dryRun, ...targetFlags },
  Effect.fnUntraced(function* ({ ids, yes, dryRun }) {
    const fromInput = ids.includes(input)
    if (fromInput && !yes && !dryRun) return yield* inputIsTaken
    const asks = yield* needsConfirmation({ yes, dryRun, stdinIsFree: !fromInput })
    const read = fromInput ? yield* readIds : []
    const unique = Array.from(new Set(ids.flatMap((id) => (id === input ? read : [id]))))
    if (unique.length === 0) return yield* Console.error("Standard input has no ids; nothing was deleted")
    // By now, a command that writes the ids has closed the database.
    const store = yield* UnopenedStore
    if (dryRun) return yield* Effect.provide(describe(unique.map(deleteConnector)), store)
    yield* Effect.provide(deletion(unique, asks), store)
  }),
).pipe(
  Command.withShortDescription("Delete domain join connectors"),
  Command.withDescription(`Delete one or more domain join connectors by id. Prints no result.

  Asks for confirmation on a terminal; --yes is required without a terminal, or if the ids come from standard input. If one connector is not found, the others are still deleted. Any other failure ends the command, and odj reports the ids that it did not try. Intune refuses to delete a connector on request. It removes inactive connectors after 30 days.

  ${needsReadWrite}

  Exit codes:
      0  deleted, or standard input has no ids
      1  a bug in odj
      2  invalid input, or no confirmation possible: nothing was sent
      3  not signed in, sign-in failed or permission denied
      4  an id was not found, or the service refused
      5  the service or database can't be used
    130  cancelled, or interrupted: if a deletion had begun, odj reports what was deleted`),
  Command.withExamples([
    {
      command: "odj delete 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11",
      description: "Delete a connector after a confirmation",
    },
    {
      command: "odj delete --yes 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 0c2f9f0e-6a4b-4f83-9a4c-7a1f7f3f8f3d",
      description: "Delete two connectors without a confirmation",
    },
    {
      command: "odj list --state inactive --query '[].id' | odj delete - --yes",
      description: "Delete all inactive connectors",
    },
  ]),
)
