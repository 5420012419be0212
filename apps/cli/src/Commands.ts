/**
 * The commands of `odj`. A command line that begins with the name of a command loads only this one, since loading takes
 * most of a short command's time.
 */
import { Effect, Layer } from "effect"
import { Command } from "effect/cli"
import { type CommandName, commandGroups, isCommandName } from "./CommandNames.ts"
import { globalFlags } from "./flags/GlobalFlags.ts"
import { startClock } from "./network/StartClock.ts"
import { CurrentTarget, type DatabaseAccess, type Target, type TargetInput, target } from "./target/Target.ts"
import { type StoreLayer, UnopenedStore } from "./target/UnopenedStore.ts"

/** Returns the store of a target for a command. `main.ts` picks it. */
export type Stores = (target: Target, access: DatabaseAccess) => StoreLayer

/** Provides a command with its target and what it has of the store, once its flags are parsed: help and usage errors need neither. Its time runs from then on. */
const withTarget =
  <Provided, E2, R2>(storeAt: (target: Target) => Layer.Layer<Provided, E2, R2>) =>
  <const Name extends string, Input extends TargetInput, ContextInput, E, R>(
    command: Command.Command<Name, Input, ContextInput, E, R>,
  ) =>
    Command.provideEffectDiscard(
      Command.provide(command, (flags: Input) =>
        Layer.unwrap(
          Effect.map(target(flags), (target) =>
            Layer.merge(storeAt(target), Layer.succeed(CurrentTarget, target)),
          ),
        ),
      ),
      startClock,
    )

/** A program with all commands, for the command that explains them. */
type Whole = () => Promise<Command.Command.Any>

/** How each command is loaded. */
const makeLoaders = (stores: Stores, version: string, whole: Whole) => {
  const reading = withTarget((target) => stores(target, "read"))
  const changing = withTarget((target) => stores(target, "change"))
  const deleting = withTarget((target) => Layer.succeed(UnopenedStore, stores(target, "change")))
  const creating = withTarget((target) => Layer.succeed(UnopenedStore, stores(target, "create")))
  return {
    create: async () => (await import("./connectors/CreateCommand.ts")).create.pipe(creating),
    list: async () => (await import("./connectors/ListCommand.ts")).list.pipe(reading),
    get: async () => (await import("./connectors/GetCommand.ts")).get.pipe(reading),
    update: async () => (await import("./connectors/UpdateCommand.ts")).update.pipe(changing),
    delete: async () => (await import("./connectors/DeleteCommand.ts")).remove.pipe(deleting),
    stale: async () => (await import("./health/StaleCommand.ts")).stale.pipe(reading),
    doctor: async () => (await import("./health/DoctorCommand.ts")).doctor.pipe(reading),
    export: async () => (await import("./transfer/ExportCommand.ts")).exportConnectors.pipe(reading),
    import: async () => (await import("./transfer/ImportCommand.ts")).importConnectors.pipe(creating),
    login: async () =>
      Command.provideEffectDiscard((await import("./signin/LoginCommand.ts")).login, startClock),
    logout: async () => (await import("./signin/LogoutCommand.ts")).logout,
    profiles: async () => (await import("./signin/ProfilesCommand.ts")).profiles,
    whoami: async () =>
      Command.provideEffectDiscard((await import("./signin/WhoamiCommand.ts")).whoami, startClock),
    help: async () => (await import("./help/HelpCommand.ts")).makeHelp(whole),
    completion: async () => (await import("./completion/CompletionCommand.ts")).completion,
    version: async () => (await import("./help/VersionCommand.ts")).makeVersion(version),
  } satisfies Record<CommandName, unknown>
}

const description = `Manage Intune's domain join connectors: in a tenant, in a database, or in any Graph-compatible service.

  Start with \`odj login\`. To try odj without a tenant, add \`--store sqlite:try.db\` to the commands: \`odj create\` keeps connectors in this file.`

const examples = [
  { command: "odj login", description: "Sign in to a tenant" },
  { command: "odj list", description: "List its connectors" },
  { command: "odj doctor", description: "Find problems with them" },
  {
    command:
      "odj create --store sqlite:try.db --name HQ --state active --connector-version 6.2504.2001.8 --last-connection-date-time now",
    description: "Try odj without a tenant: create a connector in a file, and list it",
  },
  { command: "odj list --store sqlite:try.db" },
]

/** Returns the program `odj` with the command of this name, or with all commands if there is none. */
export const loadOdj = async (stores: Stores, version: string, name = "") => {
  const whole: Whole = () => loadOdj(stores, version)
  const loaders = makeLoaders(stores, version, whole)
  const groups = Object.entries(commandGroups).map(async ([group, names]) => {
    const chosen = isCommandName(name) ? names.filter((own) => own === name) : names
    return { group, commands: await Promise.all(chosen.map((own) => loaders[own]())) }
  })
  return Command.make("odj").pipe(
    Command.withDescription(description),
    Command.withExamples(examples),
    Command.withSubcommands(await Promise.all(groups)),
    Command.withGlobalFlags(globalFlags),
  )
}
