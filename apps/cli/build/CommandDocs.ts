/** Reads from the program what every command is. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConnectorStore } from "@odj/core"
import { DomainJoinConnectorState, propertyNames } from "@odj/domain"
import { Effect, Layer } from "effect"
import { CliConfig, CliOutput, Command, Completions, GlobalFlag, type HelpDoc } from "effect/cli"
import { loadOdj } from "../src/Commands.ts"
import { globalFlags } from "../src/flags/GlobalFlags.ts"
import { type CommandDoc, commandDoc, type ParameterDoc, type Values } from "../src/help/CommandDoc.ts"

const program = await loadOdj(
  () => Layer.effect(ConnectorStore, Effect.die("Help must not need a store")),
  "",
)

const helpOf = Effect.fnUntraced(function* (path: ReadonlyArray<string>) {
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
  const [doc] = docs
  return doc === undefined ? yield* Effect.die(`No help for ${path.join(" ")}`) : commandDoc(doc)
})

type Type = Completions.FlagType | Completions.ArgumentType

/** What completes a value of this type and kind. */
const valuesOf = (type: Type, { value: kind = "", description }: ParameterDoc): Values | undefined => {
  const severally = description.includes("separated by commas")
  if (type._tag === "Choice") return { _tag: "Words", words: type.values, severally }
  if (type._tag === "Path" || kind === "file") return { _tag: "Files" }
  if (kind === "name" || kind === "profile") return { _tag: "Profiles" }
  if (kind === "state") return { _tag: "Words", words: DomainJoinConnectorState.literals, severally }
  if (kind === "command") return { _tag: "Commands" }
  if (/^propert(?:y|ies)\b/.test(kind)) return { _tag: "Words", words: propertyNames, severally }
  return undefined
}

const completed =
  (types: ReadonlyMap<string, Type>) =>
  (parameter: ParameterDoc): ParameterDoc => {
    const type = types.get(parameter.names.at(-1) ?? "")
    const values = parameter.value && type && valuesOf(type, parameter)
    return values ? { ...parameter, values } : parameter
  }

const typesOf = ({ flags, arguments: args }: Completions.CommandDescriptor) =>
  new Map<string, Type>([
    ...flags.map(({ name, type }) => [`--${name}`, type] as const),
    ...args.map(({ name, type }) => [name, type] as const),
  ])

const globalTypes = typesOf(
  Completions.fromCommand(
    Command.make("global", Object.fromEntries(globalFlags.map(({ flag, id }) => [id, flag]))),
  ),
)

const docsOf = (
  descriptor: Completions.CommandDescriptor,
  path: ReadonlyArray<string>,
): Effect.Effect<ReadonlyArray<CommandDoc>, unknown, NodeServices.NodeServices> =>
  Effect.gen(function* () {
    const doc = yield* helpOf(path)
    const complete = completed(typesOf(descriptor))
    const below = yield* Effect.forEach(descriptor.subcommands, (sub) => docsOf(sub, [...path, sub.name]))
    return [
      {
        ...doc,
        args: doc.args.map(complete),
        flags: doc.flags.map(complete),
        targetFlags: doc.targetFlags.map(complete),
        globalFlags: doc.globalFlags.map(completed(globalTypes)),
      },
      ...below.flat(),
    ]
  })

/** The program, then each command in the order of the program. */
export const commandDocs: Promise<ReadonlyArray<CommandDoc>> = docsOf(
  Completions.fromCommand(program),
  [],
).pipe(Effect.orDie, Effect.provide(NodeServices.layer), Effect.runPromise)
