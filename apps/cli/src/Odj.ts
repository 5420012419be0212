/** The program `odj`: its commands, and what becomes of their failures. */
import type { ConnectorStore } from "@odj/core"
import { Console, Effect, Layer, Runtime } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import { create } from "./CreateCommand.ts"
import { type Failure, tell } from "./FailureReport.ts"
import { presenter } from "./Presenter.ts"
import { type Target, target } from "./Target.ts"

const fail = (exitCode: number) => Effect.fail({ [Runtime.errorExitCode]: exitCode })

/** Tells what went wrong, unless that has been done: what is wrong with the command line itself is told by its parser. */
const explain = (failure: Failure | CliError.CliError) =>
  CliError.isCliError(failure) ? fail(2) : Effect.flatMap(tell(failure), fail)

/**
 * Runs a command line, given without the program's name, on the stores that `store` picks. Fails with an exit code,
 * under `Runtime.errorExitCode`, once everything has been said.
 */
export const run = (version: string, store: (target: Target) => Layer.Layer<ConnectorStore>) => {
  const odj = Command.make("odj").pipe(
    Command.withDescription("Domain join connectors of Intune"),
    Command.withSubcommands([
      create.pipe(Command.provide((flags) => Layer.unwrap(Effect.map(target(flags), store)))),
    ]),
  )
  const runOdj = Command.runWith(odj, { version })
  return (args: ReadonlyArray<string>) =>
    runOdj(args).pipe(
      Effect.catch(explain),
      Effect.catchDefect((defect) => Effect.andThen(Console.error("This is a bug in odj:", defect), fail(1))),
      Effect.provide([
        CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
        presenter,
      ]),
    )
}
