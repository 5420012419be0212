#!/usr/bin/env node
/** Runs `odj`: picks the stores, and turns how it ended into an exit code. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Console, Effect, Layer, Match, Runtime } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { create } from "./CreateCommand.ts"
import { type Failure, report } from "./FailureReport.ts"
import { presenter } from "./Presenter.ts"
import { type Target, target } from "./Target.ts"

const store = Match.typeTags<Target>()({
  Memory: () => MemoryConnectorStore.layer,
  Service: ({ url, token }) =>
    GraphConnectorStore.layer({ baseUrl: url, token: Effect.succeed(token) }).pipe(
      Layer.provide(NodeHttpClient.layerNodeHttp),
    ),
})

const odj = Command.make("odj").pipe(
  Command.withDescription("Domain join connectors of Intune"),
  Command.withSubcommands([
    create.pipe(Command.provide((flags) => Layer.unwrap(Effect.map(target(flags), store)))),
  ]),
)

const exit = (code: number) => Effect.fail({ [Runtime.errorExitCode]: code })

/** Tells a failure on standard error. What the command line did wrong has been told already. */
const explain = (failure: Failure | CliError.CliError) => {
  if (CliError.isCliError(failure)) return exit(2)
  const { lines, exitCode } = report(failure)
  return Effect.andThen(Console.error(lines.join("\n")), exit(exitCode))
}

odj.pipe(
  Command.run({ version: packageJson.version }),
  Effect.catch(explain),
  Effect.catchDefect((defect) => Effect.andThen(Console.error("This is a bug in odj:", defect), exit(1))),
  Effect.provide(
    Layer.mergeAll(
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
      presenter,
    ),
  ),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
