/**
 * Gives each flag of a command an environment variable: `ODJ_SERVER_MAX_BODY` is `--max-body`.
 *
 * The flag overrides its variable. An empty variable counts as absent. The variable of a repeatable flag has its values
 * between spaces, and that of a flag without a value is `true` or `false`.
 */
import { Config, Effect, Option, Record } from "effect"
import { CliError, Command, type Flag, type Param } from "effect/cli"

type Flags = Readonly<Record<string, Flag.Flag<unknown>>>

/** The values of flags, by the names of their properties. */
export type FlagValues<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag.Flag<infer Value> ? Value : never
}

/** A value, and the name of its flag if it is that of the flag's variable. */
export interface Sourced {
  readonly value: unknown
  readonly variableOf: string | undefined
}

const prefix = "ODJ_SERVER_"

const variable = (flag: string) => prefix + flag.toUpperCase().replaceAll("-", "_")

type Layer =
  | Param.Single<"flag", unknown>
  | Param.Map<"flag", unknown, unknown>
  | Param.Transform<"flag", unknown, unknown>
  | Param.Optional<"flag", unknown>
  | Param.Variadic<"flag", unknown>

/** What is inside the layers of a flag, such as its default. */
const describe = (
  flag: Flag.Flag<unknown>,
  isRepeatable = false,
): { readonly name: string; readonly isRepeatable: boolean } => {
  const layer = flag as Layer
  return layer._tag === "Single"
    ? { name: layer.name, isRepeatable }
    : describe(layer.param, isRepeatable || layer._tag === "Variadic")
}

/** The names of the variables of these flags. */
export const variablesOf = (flags: Flags): ReadonlyArray<string> =>
  Object.values(flags).map((flag) => variable(describe(flag).name))

/** The names in an environment that begin like those of flags, but belong to none of these flags. */
export const unknownVariables = (names: ReadonlyArray<string>, flags: Flags): ReadonlyArray<string> => {
  const known = new Set(variablesOf(flags))
  return names.filter((name) => name.startsWith(prefix) && !known.has(name))
}

/** Names the variable instead of the flag. Leaves out the value, because a variable may hold a secret. */
const inVariable = (name: string) => (error: CliError.CliError) =>
  error._tag === "InvalidValue"
    ? new CliError.ValidationError({
        message: `${variable(name)}: Expected ${error.expected.replace(/^(?:Schema validation failed: )?(?:Expected )?/, "")}`,
      })
    : error

const sourceOf = (name: string) => Effect.orDie(Config.option(Config.String(variable(name))))

const withVariable = (flag: Flag.Flag<unknown>): Flag.Flag<Sourced> => {
  const { name, isRepeatable } = describe(flag)
  const parse: Param.Parse<Sourced> = Effect.fnUntraced(function* (args) {
    const isGiven = (args.flags[name] ?? []).length > 0
    const source = isGiven ? Option.none() : yield* sourceOf(name)
    if (Option.isNone(source)) {
      const [rest, value] = yield* flag.parse(args)
      return [rest, { value, variableOf: undefined }]
    }
    const values = isRepeatable ? source.value.split(/\s+/).filter((text) => text !== "") : [source.value]
    const [rest, value] = yield* Effect.mapError(
      flag.parse({ ...args, flags: { ...args.flags, [name]: values } }),
      inVariable(name),
    )
    return [rest, { value, variableOf: name }]
  })
  return Object.assign(Object.create(flag), { parse })
}

/** In a message, names the variables from which values came instead of their flags. */
const renaming = (sources: ReadonlyArray<Sourced>) => {
  const fromVariables = new Set(sources.map(({ variableOf }) => variableOf))
  return (message: string) =>
    message.replace(/--([a-z][a-z-]*)/g, (flag, name) => (fromVariables.has(name) ? variable(name) : flag))
}

/**
 * Makes a command whose flags have variables. `handler` gets their values, and a function that corrects a message about
 * flags: it names a variable if the value came from there.
 */
export const commandWithVariables = <const Name extends string, F extends Flags, E, R>(
  name: Name,
  flags: F,
  handler: (values: FlagValues<F>, rename: (message: string) => string) => Effect.Effect<void, E, R>,
) =>
  Command.make(name, Record.map(flags, withVariable), (sources) =>
    handler(Record.map(sources, ({ value }) => value) as FlagValues<F>, renaming(Object.values(sources))),
  )
