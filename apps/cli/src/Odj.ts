/** The program `odj`: its commands, and how their failures end it. */
import type { ConnectorStore } from "@odj/core"
import { Console, Effect, Layer, Runtime } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import { makeCompletion } from "./completion/CompletionCommand.ts"
import { create } from "./connectors/CreateCommand.ts"
import { remove } from "./connectors/DeleteCommand.ts"
import { get } from "./connectors/GetCommand.ts"
import { list } from "./connectors/ListCommand.ts"
import { update } from "./connectors/UpdateCommand.ts"
import type { DatabaseUnusable } from "./failures/DatabaseUnusable.ts"
import type { Failure } from "./failures/FailureTable.ts"
import { reportFailure } from "./failures/ReportFailure.ts"
import { globalFlags, splitOutput } from "./flags/GlobalFlags.ts"
import { presenter } from "./flags/Presenter.ts"
import { renameFlags } from "./flags/RenamedFlags.ts"
import { Reporting, reportingOf } from "./flags/Reporting.ts"
import { doctor } from "./health/DoctorCommand.ts"
import { stale } from "./health/StaleCommand.ts"
import { startClock } from "./network/StartClock.ts"
import { makeTimeLimit, TimeLimit } from "./network/TimeLimit.ts"
import { makeWaiting, Waiting } from "./network/Waiting.ts"
import { KnownSecrets } from "./requests/KnownSecrets.ts"
import { login } from "./signin/LoginCommand.ts"
import { logout } from "./signin/LogoutCommand.ts"
import { profiles } from "./signin/ProfilesCommand.ts"
import { whoami } from "./signin/WhoamiCommand.ts"
import { CurrentTarget, type Target, type TargetInput, target } from "./target/Target.ts"
import { exportConnectors } from "./transfer/ExportCommand.ts"
import { importConnectors } from "./transfer/ImportCommand.ts"

const fail = (exitCode: number) => Effect.fail({ [Runtime.errorExitCode]: exitCode })

/** Reports a failure, except a usage error of the parser, which the presenter has already reported. */
const reportError = Effect.fnUntraced(function* (failure: Failure | CliError.CliError) {
  if (!CliError.isCliError(failure)) {
    const { exitCode } = yield* TimeLimit
    return yield* fail(exitCode ?? (yield* reportFailure(failure)))
  }
  const { monitoring } = yield* Reporting
  return yield* fail(monitoring ? 3 : 2)
})

/** Reports a bug: UNKNOWN to a monitoring system, the details to standard error. */
const reportDefect = Effect.fnUntraced(function* (defect: unknown) {
  const { monitoring } = yield* Reporting
  if (monitoring) yield* Console.log("ODJ UNKNOWN - This is a bug in odj; standard error has the details")
  yield* Console.error("This is a bug in odj:", defect)
  return yield* fail(monitoring ? 3 : 1)
})

/** Returns the store of a target. `main.ts` picks it. */
export type Stores = (
  target: Target,
) => Layer.Layer<ConnectorStore, DatabaseUnusable, GlobalFlag.Setting.Identifier<"verbose" | "debug">>

/** Provides a command with the store of its target, once its flags are parsed: help and usage errors need no store. Its time runs from then on. */
const withStore =
  (stores: Stores) =>
  <const Name extends string, Input extends TargetInput, ContextInput, E, R>(
    command: Command.Command<Name, Input, ContextInput, E, R>,
  ) =>
    Command.provideEffectDiscard(
      Command.provide(command, (flags: Input) =>
        Layer.unwrap(
          Effect.map(target(flags), (target) =>
            Layer.merge(stores(target), Layer.succeed(CurrentTarget, target)),
          ),
        ),
      ),
      startClock,
    )

/** The program with all its commands. */
export const odj = (stores: Stores) => {
  const onTarget = withStore(stores)
  return Command.make("odj").pipe(
    Command.withDescription(`Manage Intune's domain join connectors: in a tenant, in a database, or in any Graph-compatible service.

  Start with \`odj login\`. To try odj without a tenant, add \`--store sqlite:try.db\` to a command: it keeps the connectors in this file.`),
    Command.withSubcommands([
      create.pipe(onTarget),
      list.pipe(onTarget),
      get.pipe(onTarget),
      update.pipe(onTarget),
      remove.pipe(onTarget),
      stale.pipe(onTarget),
      doctor.pipe(onTarget),
      exportConnectors.pipe(onTarget),
      importConnectors.pipe(onTarget),
      Command.provideEffectDiscard(login, startClock),
      logout,
      Command.provideEffectDiscard(whoami, startClock),
      profiles,
      makeCompletion((): Command.Command.Any => odj(stores)),
    ]),
    Command.withGlobalFlags(globalFlags),
  )
}

/**
 * Runs the arguments of a command line on the given stores. Fails with an exit code under `Runtime.errorExitCode` when
 * the failure has been reported.
 */
export const run = (version: string, stores: Stores) => {
  const program = odj(stores)
  const commands = program.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
  const runOdj = Command.runWith(program, { version })
  return (given: ReadonlyArray<string>) => {
    const args = renameFlags(splitOutput(given))
    return TimeLimit.pipe(
      Effect.flatMap(({ end }) => Effect.raceFirst(runOdj(args), end)),
      Effect.catch(reportError),
      Effect.catchDefect(reportDefect),
      Effect.provideService(Reporting, reportingOf(args, commands)),
      Effect.provideServiceEffect(
        KnownSecrets,
        Effect.sync(() => new Set<string>()),
      ),
      Effect.provideServiceEffect(TimeLimit, makeTimeLimit),
      Effect.provideServiceEffect(Waiting, makeWaiting),
      Effect.provide([CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }), presenter]),
    )
  }
}
