/** The program `odj`: its commands, and what becomes of their failures. */
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
import { Reporting, reportingOf } from "./flags/Reporting.ts"
import { doctor } from "./health/DoctorCommand.ts"
import { stale } from "./health/StaleCommand.ts"
import { KnownSecrets } from "./requests/KnownSecrets.ts"
import { login } from "./signin/LoginCommand.ts"
import { logout } from "./signin/LogoutCommand.ts"
import { whoami } from "./signin/WhoamiCommand.ts"
import { CurrentTarget, type Target, type TargetInput, target } from "./target/Target.ts"
import { exportConnectors } from "./transfer/ExportCommand.ts"
import { importConnectors } from "./transfer/ImportCommand.ts"

const fail = (exitCode: number) => Effect.fail({ [Runtime.errorExitCode]: exitCode })

/** Reports what went wrong, unless that is done: the parser itself reports what is wrong with the command line. */
const explain = Effect.fnUntraced(function* (failure: Failure | CliError.CliError) {
  if (!CliError.isCliError(failure)) return yield* fail(yield* reportFailure(failure))
  const { monitoring } = yield* Reporting
  return yield* fail(monitoring ? 3 : 2)
})

/** Reports a bug; to a monitor as its one line, that nothing is known. */
const reportDefect = Effect.fnUntraced(function* (defect: unknown) {
  const { monitoring } = yield* Reporting
  if (monitoring) yield* Console.log("ODJ UNKNOWN - This is a bug in odj, which standard error describes")
  yield* Console.error("This is a bug in odj:", defect)
  return yield* fail(monitoring ? 3 : 1)
})

/** The stores, as whoever starts the program picks them. */
export type Stores = (
  target: Target,
) => Layer.Layer<ConnectorStore, DatabaseUnusable, GlobalFlag.Setting.Identifier<"verbose" | "debug">>

/** Gives a command the store of its target, once its flags are known: help and mistakes need none. */
const working =
  (stores: Stores) =>
  <const Name extends string, Input extends TargetInput, ContextInput, E, R>(
    command: Command.Command<Name, Input, ContextInput, E, R>,
  ) =>
    Command.provide(command, (flags: Input) =>
      Layer.unwrap(
        Effect.map(target(flags), (target) =>
          Layer.merge(stores(target), Layer.succeed(CurrentTarget, target)),
        ),
      ),
    )

/** The program with all its commands. */
export const odj = (stores: Stores) => {
  const inTarget = working(stores)
  return Command.make("odj").pipe(
    Command.withDescription("Domain join connectors of Intune"),
    Command.withSubcommands([
      create.pipe(inTarget),
      list.pipe(inTarget),
      get.pipe(inTarget),
      update.pipe(inTarget),
      remove.pipe(inTarget),
      stale.pipe(inTarget),
      doctor.pipe(inTarget),
      exportConnectors.pipe(inTarget),
      importConnectors.pipe(inTarget),
      login,
      logout,
      whoami,
      makeCompletion((): Command.Command.Any => odj(stores)),
    ]),
    Command.withGlobalFlags(globalFlags),
  )
}

/**
 * Runs a command line, given without the program's name, on the stores that are picked. Fails with an exit code, under
 * `Runtime.errorExitCode`, once everything has been said.
 */
export const run = (version: string, stores: Stores) => {
  const program = odj(stores)
  const commands = program.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
  const runOdj = Command.runWith(program, { version })
  return (words: ReadonlyArray<string>) => {
    const args = splitOutput(words)
    return runOdj(args).pipe(
      Effect.catch(explain),
      Effect.catchDefect(reportDefect),
      Effect.provideService(Reporting, reportingOf(args, commands)),
      Effect.provideServiceEffect(
        KnownSecrets,
        Effect.sync(() => new Set<string>()),
      ),
      Effect.provide([CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] }), presenter]),
    )
  }
}
