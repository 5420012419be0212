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

type Help = ReturnType<typeof helpFor>

/** The help of a command, then that of each of its subcommands. */
const all = (
  path: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<CommandHelp>, Effect.Error<Help>, Effect.Services<Help>> =>
  Effect.gen(function* () {
    const [doc] = yield* helpFor(path)
    if (doc === undefined) return yield* Effect.die(`There is no help for ${path.join(" ")}`)
    const names = (doc.subcommands ?? []).flatMap(({ commands }) => commands.map(({ name }) => name))
    const docs = yield* Effect.forEach(names, (name) => all([...path, name]))
    return [[path, doc] as const, ...docs.flat()]
  })

/** The help of the program, then that of each command in the order of the program. */
export const helpDocs: Promise<ReadonlyArray<CommandHelp>> = all([]).pipe(
  Effect.orDie,
  Effect.provide(NodeServices.layer),
  Effect.runPromise,
)
