/** Runs the program `odj`, and ends it as its failures require. */
import { Console, Effect, Runtime } from "effect"
import { CliConfig, CliError, CliOutput, Command, GlobalFlag } from "effect/cli"
import { loadOdj, type Stores } from "./Commands.ts"
import type { Failure } from "./failures/FailureTable.ts"
import { renameFlags } from "./flags/RenamedFlags.ts"
import { Reporting, reportingOf } from "./flags/Reporting.ts"
import { explicitShortFlags } from "./flags/ShortFlags.ts"
import { makeTimeLimit, TimeLimit } from "./network/TimeLimit.ts"
import { makeWaiting, Waiting } from "./network/Waiting.ts"
import { KnownSecrets } from "./secrets/KnownSecrets.ts"

const fail = (exitCode: number) => Effect.fail({ [Runtime.errorExitCode]: exitCode })

/** Reports a failure, except a usage error of the parser, which the presenter has already reported. */
const reportError = Effect.fnUntraced(function* (failure: Failure | CliError.CliError) {
  if (!CliError.isCliError(failure)) {
    const { exitCode } = yield* TimeLimit
    if (exitCode !== undefined) return yield* fail(exitCode)
    const { reportFailure } = yield* Effect.promise(() => import("./failures/ReportFailure.ts"))
    return yield* fail(yield* reportFailure(failure))
  }
  // Help that was printed because the command line names no command.
  if (failure._tag === "ShowHelp" && failure.errors.length === 0) return
  const { monitoring } = yield* Reporting
  return yield* fail(monitoring ? 3 : 2)
})

/** Reports a bug: UNKNOWN to a monitoring system, the details to standard error. */
const reportDefect = Effect.fnUntraced(function* (defect: unknown) {
  const { monitoring } = yield* Reporting
  if (monitoring) {
    const { printUnknown } = yield* Effect.promise(() => import("./flags/Unknown.ts"))
    yield* printUnknown("This is a bug in odj; standard error has the details")
  }
  yield* Console.error("This is a bug in odj:", defect)
  return yield* fail(monitoring ? 3 : 1)
})

const presenter = CliOutput.layerPresenter({
  present: (event) =>
    Effect.flatMap(
      Effect.promise(() => import("./help/Present.ts")),
      ({ present }) => present(event),
    ),
})

/**
 * Runs the arguments of a command line on the given stores. Fails with an exit code under `Runtime.errorExitCode` when
 * the failure has been reported.
 */
export const run = (version: string, stores: Stores) =>
  Effect.fnUntraced(function* (given: ReadonlyArray<string>) {
    const args = renameFlags(explicitShortFlags(given))
    const program = yield* Effect.promise(() => loadOdj(stores, version, args[0]))
    const commands = program.subcommands.flatMap(({ commands }) => commands.map(({ name }) => name))
    yield* TimeLimit.pipe(
      Effect.flatMap(({ end }) => Effect.raceFirst(Command.runWith(program, { version })(args), end)),
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
  })
