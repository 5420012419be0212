#!/usr/bin/env node
/** Starts `odj-server`: picks the store, and turns how it ended into an exit code. */
import "effect/schema/SchemaJITCompiler/enable"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Cause, Effect, Exit, Layer, Logger } from "effect"
import { CliConfig, CliError, Command, GlobalFlag } from "effect/cli"
import packageJson from "../package.json" with { type: "json" }
import { serve } from "./ServeCommand.ts"

/** 0 when it was told to stop, 2 for a command line that it does not understand, 1 for anything else. */
const exitCode = (exit: Exit.Exit<unknown, unknown>): number => {
  if (Exit.isSuccess(exit) || Cause.hasInterruptsOnly(exit.cause)) return 0
  const error = Cause.squash(exit.cause)
  return CliError.isCliError(error) && error._tag === "ShowHelp" ? 2 : 1
}

serve.pipe(
  Command.provide(MemoryConnectorStore.layer),
  Command.run({ version: packageJson.version }),
  Effect.provide(
    Layer.mergeAll(
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions] }),
      Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
    ),
  ),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: (exit, end) => end(exitCode(exit)) }),
)
