/** Reads the help of every command from the program. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, GlobalFlag, type HelpDoc } from "effect/cli"
import { odj } from "../src/Odj.ts"

const program = odj(() => Layer.effect(ConnectorStore, Effect.die("Help must not need a store")))

export type CommandHelp = readonly [path: ReadonlyArray<string>, doc: HelpDoc.HelpDoc]

const helpFor = Effect.fnUntraced(function* (path: ReadonlyArray<string>) {
  const docs: Array<HelpDoc.HelpDoc> = []
  const presenter = CliOutput.layerPresenter({
    present: (event) =>
      Effect.sync(() => {
        if (event._tag === "Help") docs.push(event.helpDoc)
      }),
  })
  yield* Command.runWith(program, { version: "" })([...path, "--help"]).pipe(
    Effect.provide([presenter, CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version] })]),
  )
  return docs
})

const all = Effect.gen(function* () {
  const [root] = yield* helpFor([])
  if (root === undefined) return yield* Effect.die("The program has no help")
  const names = (root.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name))
  const docs = yield* Effect.forEach(names, (name) =>
    Effect.map(helpFor([name]), (docs) => docs.map((doc): CommandHelp => [[name], doc])),
  )
  return [[[], root] as CommandHelp, ...docs.flat()]
})

/** The help of the program, then that of each command in the order of the program. */
export const helpDocs: Promise<ReadonlyArray<CommandHelp>> = all.pipe(
  Effect.orDie,
  Effect.provide(NodeServices.layer),
  Effect.runPromise,
)
