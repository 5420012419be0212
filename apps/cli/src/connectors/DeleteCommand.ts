/** The command `odj delete`: deletes connectors by their ids, one after the other. */
import { deleteConnector, getConnector } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Console, Effect, Result, Stdio } from "effect"
import { Argument, Command } from "effect/cli"
import { type DeleteFailure, DeletesFailed } from "../failures/DeletesFailed.ts"
import { Interrupted } from "../failures/Interrupted.ts"
import { reportFailure } from "../failures/ReportFailure.ts"
import { verbose } from "../flags/GlobalFlags.ts"
import { needsReadWrite } from "../flags/Permissions.ts"
import { describe, dryRun } from "../requests/DryRun.ts"
import { targetFlags } from "../target/Target.ts"
import { oneLine } from "../text/OneLine.ts"
import { confirm, mustBeAsked, yes } from "./Confirmation.ts"
import { idArgument } from "./GetCommand.ts"

const lineOf = ({ id, displayName, state, lastConnectionDateTime }: DomainJoinConnector) =>
  `  ${id}  ${displayName ?? "(no name)"}, ${state}, last seen ${lastConnectionDateTime}`

/** A connector as whoever is asked sees it. One that is not there keeps nobody from deleting the others. */
const describeConnector = (id: string) =>
  getConnector(id).pipe(
    Effect.map(lineOf),
    Effect.catchTag("ConnectorNotFound", () => Effect.succeed(`  ${id}  (not there)`)),
  )

/** Says that one is deleted, to whoever watches. */
const reportDeleted = Effect.fnUntraced(function* (id: string) {
  const { stderrIsTerminal } = yield* Stdio.Stdio
  if ((yield* stderrIsTerminal) || (yield* verbose)) yield* Console.error(`Deleted ${oneLine(id)}`)
})

/** What became of each of the ids when the deletion at the index was interrupted; those that failed were not there. */
const interruptedAt = (ids: ReadonlyArray<string>, index: number, failures: ReadonlyArray<DeleteFailure>) => {
  const missing = new Set(failures.map(({ id }) => id))
  const done = ids.slice(0, index).map((id) => `${id}: ${missing.has(id) ? "not there" : "deleted"}`)
  const untried = ids.slice(index + 1).map((id) => `${id}: not tried`)
  return new Interrupted({
    lines: [...done, `${ids[index]}: interrupted, and it is unknown whether it was deleted`, ...untried],
    remedy: "Run the same command again: those that are deleted are told as not there.",
  })
}

/** Goes on where one is not there; what else fails would fail for the next one as well. */
const deleteAll = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
  const failures: Array<DeleteFailure> = []
  for (const [index, id] of ids.entries()) {
    const interrupted = () => reportFailure(interruptedAt(ids, index, failures))
    const deleted = yield* deleteConnector(id).pipe(Effect.onInterrupt(interrupted), Effect.result)
    if (Result.isSuccess(deleted)) {
      yield* reportDeleted(id)
      continue
    }
    failures.push({ id, failure: deleted.failure })
    if (deleted.failure._tag !== "ConnectorNotFound") return { failures, untried: ids.slice(index + 1) }
  }
  return { failures, untried: [] }
})

export const remove = Command.make(
  "delete",
  { ids: idArgument.pipe(Argument.atLeast(1)), yes, dryRun, ...targetFlags },
  Effect.fnUntraced(function* ({ ids, yes, dryRun }) {
    const asks = yield* mustBeAsked({ yes, dryRun, hasStdin: true })
    const unique = Array.from(new Set(ids))
    if (dryRun) return yield* describe(unique.map(deleteConnector))
    if (asks) {
      const lines = yield* Effect.forEach(unique, describeConnector)
      const what = unique.length === 1 ? "this connector" : `these ${unique.length} connectors`
      yield* confirm(lines, `Delete ${what}?`)
    }
    const { failures, untried } = yield* deleteAll(unique)
    const [first, ...others] = failures
    if (first === undefined) return
    if (unique.length === 1) return yield* first.failure
    return yield* new DeletesFailed({ failures: [first, ...others], untried })
  }),
).pipe(
  Command.withShortDescription("Delete domain join connectors"),
  Command.withDescription(`Delete the domain join connectors of one or several ids. There is no result to write.

  It asks first, on a terminal; elsewhere it needs --yes. One that is not there does not keep the others from being deleted. Intune itself is known to refuse, whoever asks: it removes an inactive connector after 30 days.

  ${needsReadWrite}

  Exit codes:
      0  deleted
      1  a bug in odj
      2  bad input, or nobody to ask: nothing was sent
      3  not signed in, or not permitted
      4  there is none of one of the ids, or the service refuses
      5  no answer that can be used, or the service is too busy: try again
    130  cancelled, or interrupted; what is done is reported`),
  Command.withExamples([
    {
      command: "odj delete 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11",
      description: "Delete a connector, after a question",
    },
    {
      command: "odj delete --yes 72a1e8b5-5b6d-4b0e-a7ce-6d0e3d0c1f11 0c2f9f0e-6a4b-4f83-9a4c-7a1f7f3f8f3d",
      description: "Delete two, without one",
    },
  ]),
)
