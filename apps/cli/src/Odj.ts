/** The program `odj`: its commands, and how their failures end it. */
import type { ConnectorStore } from "@odj/core"
import { Console, Effect, Layer, Runtime } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import { completion } from "./completion/CompletionCommand.ts"
import { create } from "./connectors/CreateCommand.ts"
import { remove } from "./connectors/DeleteCommand.ts"
import { get } from "./connectors/GetCommand.ts"
import { list } from "./connectors/ListCommand.ts"
import { update } from "./connectors/UpdateCommand.ts"
import type { DatabaseUnusable } from "./failures/DatabaseUnusable.ts"
import type { Failure } from "./failures/FailureTable.ts"
import { reportFailure } from "./failures/ReportFailure.ts"
import { globalFlags, splitOutput } from "./flags/GlobalFlags.ts"
import { renameFlags } from "./flags/RenamedFlags.ts"
import { Reporting, reportingOf } from "./flags/Reporting.ts"
import { printUnknown } from "./flags/Unknown.ts"
import { doctor } from "./health/DoctorCommand.ts"
import { stale } from "./health/StaleCommand.ts"
import { makeHelp } from "./help/HelpCommand.ts"
import { presenter } from "./help/Presenter.ts"
import { makeVersion } from "./help/VersionCommand.ts"
import { startClock } from "./network/StartClock.ts"
import { makeTimeLimit, TimeLimit } from "./network/TimeLimit.ts"
import { makeWaiting, Waiting } from "./network/Waiting.ts"
import { KnownSecrets } from "./requests/KnownSecrets.ts"
import { login } from "./signin/LoginCommand.ts"
import { logout } from "./signin/LogoutCommand.ts"
import { profiles } from "./signin/ProfilesCommand.ts"
import { whoami } from "./signin/WhoamiCommand.ts"
import { CurrentTarget, type DatabaseAccess, type Target, type TargetInput, target } from "./target/Target.ts"
import { exportConnectors } from "./transfer/ExportCommand.ts"
import { importConnectors } from "./transfer/ImportCommand.ts"

const fail = (exitCode: number) => Effect.fail({ [Runtime.errorExitCode]: exitCode })

/** Reports a failure, except a usage error of the parser, which the presenter has already reported. */
const reportError = Effect.fnUntraced(function* (failure: Failure | CliError.CliError) {
  if (!CliError.isCliError(failure)) {
    const { exitCode } = yield* TimeLimit
    return yield* fail(exitCode ?? (yield* reportFailure(failure)))
  }
  // Help that was printed because the command line names no command.
  if (failure._tag === "ShowHelp" && failure.errors.length === 0) return
  const { monitoring } = yield* Reporting
  return yield* fail(monitoring ? 3 : 2)
})

/** Reports a bug: UNKNOWN to a monitoring system, the details to standard error. */
const reportDefect = Effect.fnUntraced(function* (defect: unknown) {
  const { monitoring } = yield* Reporting
  if (monitoring) yield* printUnknown("This is a bug in odj; standard error has the details")
  yield* Console.error("This is a bug in odj:", defect)
  return yield* fail(monitoring ? 3 : 1)
})

/** Returns the store of a target for a command. `main.ts` picks it. */
export type Stores = (
  target: Target,
  access: DatabaseAccess,
) => Layer.Layer<ConnectorStore, DatabaseUnusable, GlobalFlag.Setting.Identifier<"verbose" | "debug">>

/** Provides a command with the store of its target, once its flags are parsed: help and usage errors need no store. Its time runs from then on. */
const withStore =
  (stores: Stores, access: DatabaseAccess) =>
  <const Name extends string, Input extends TargetInput, ContextInput, E, R>(
    command: Command.Command<Name, Input, ContextInput, E, R>,
  ) =>
    Command.provideEffectDiscard(
      Command.provide(command, (flags: Input) =>
        Layer.unwrap(
          Effect.map(target(flags), (target) =>
            Layer.merge(stores(target, access), Layer.succeed(CurrentTarget, target)),
          ),
        ),
      ),
      startClock,
    )

/** The program with all its commands. */
export const odj = (stores: Stores, version: string) => {
  const reading = withStore(stores, "read")
  const changing = withStore(stores, "change")
  const creating = withStore(stores, "create")
  const help = makeHelp((): Command.Command.Any => odj(stores, version))
  return Command.make("odj").pipe(
    Command.withDescription(`Manage Intune's domain join connectors: in a tenant, in a database, or in any Graph-compatible service.

  Start with \`odj login\`. To try odj without a tenant, create a connector with \`odj create --store sqlite:try.db …\`, which keeps it in this file, and add \`--store sqlite:try.db\` to later commands.`),
    Command.withExamples([
      { command: "odj login", description: "Sign in to a tenant" },
      { command: "odj list", description: "List its connectors" },
      { command: "odj doctor", description: "Find problems with them" },
      { command: "odj import connectors.csv --store sqlite:try.db", description: "Try odj without a tenant" },
    ]),
    Command.withSubcommands([
      {
        group: "Connectors",
        commands: [
          create.pipe(creating),
          list.pipe(reading),
          get.pipe(reading),
          update.pipe(changing),
          remove.pipe(changing),
        ],
      },
      {
        group: "Checks",
        commands: [stale.pipe(reading), doctor.pipe(reading)],
      },
      {
        group: "Files",
        commands: [exportConnectors.pipe(reading), importConnectors.pipe(creating)],
      },
      {
        group: "Sign-in",
        commands: [
          Command.provideEffectDiscard(login, startClock),
          logout,
          profiles,
          Command.provideEffectDiscard(whoami, startClock),
        ],
      },
      {
        group: "Help",
        commands: [help, completion, makeVersion(version)],
      },
    ]),
    Command.withGlobalFlags(globalFlags),
  )
}

/**
 * Runs the arguments of a command line on the given stores. Fails with an exit code under `Runtime.errorExitCode` when
 * the failure has been reported.
 */
export const run = (version: string, stores: Stores) => {
  const program = odj(stores, version)
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
