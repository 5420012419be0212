/**
 * Gives each flag of a command an environment variable: `ODJ_SERVER_MAX_BODY` is `--max-body`.
 *
 * The flag overrides its variable. An empty variable counts as absent. The variable of a repeatable flag has its values
 * between spaces, and that of a flag without a value is `true` or `false`. An invalid variable is no error of the command
 * line: it gets no help, and the handler decides how it is reported.
 */
import { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option, Record, Result } from "effect"
import { type CliError, Command, type Param } from "effect/cli"

type Flags = Readonly<Record<string, Param.AnyFlag>>

type Parameters = Readonly<Record<string, Param.AnyFlag | Param.AnyArgument>>

/** The values of flags and arguments, by the names of their properties. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Param.Param<Param.ParamKind, infer Value> ? Value : never
}

/** A value, and the name of its flag if it is that of the flag's variable. If that is invalid, it is the default. */
export interface Sourced {
  readonly value: unknown
  readonly variableOf: string | undefined
  readonly problem?: string
}

/** What a handler needs to report problems. */
export interface Reporting {
  /** In a message about flags, names the variables from which values came instead of their flags. */
  readonly rename: (message: string) => string
  /** Fails if variables are invalid. */
  readonly check: Effect.Effect<void, UsageInvalid>
}

const prefix = "ODJ_SERVER_"

const variable = (flag: string) => prefix + flag.toUpperCase().replaceAll("-", "_")

type Layer =
  | Param.Single<Param.ParamKind, unknown>
  | Param.Map<Param.ParamKind, unknown, unknown>
  | Param.Transform<Param.ParamKind, unknown, unknown>
  | Param.Optional<Param.ParamKind, unknown>
  | Param.Variadic<Param.ParamKind, unknown>

/** What is inside the layers of a flag, such as its default. */
const describe = (
  parameter: Param.Any,
  isRepeatable = false,
): { readonly name: string; readonly isRepeatable: boolean } => {
  const layer = parameter as Layer
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

/** Kubernetes sets `NAME_PORT` to such an address for each Service, also for one that is named odj-server. */
const isServiceLink = (value: string) => value.startsWith("tcp://")

/** Names the variable instead of the flag. Leaves out the value, because a variable may hold a secret. */
const problemOf = (name: string, error: CliError.CliError): string => {
  if (error._tag !== "InvalidValue") return error.message
  const expected = error.expected
    .replace(/^(?:Schema validation failed: )?(?:Expected )?/, "")
    .replace("a string representing a finite number", "a number")
  const remedy = isServiceLink(error.value)
    ? ". Kubernetes has set it to the address of a Service. Set enableServiceLinks: false in the pod"
    : ""
  return `${variable(name)}: Expected ${expected}${remedy}`
}

const sourceOf = (name: string) => Effect.orDie(Config.option(Config.String(variable(name))))

const withVariable = <P extends Param.Any>(parameter: P): Param.Param<P["kind"], Sourced> => {
  const { name, isRepeatable } = describe(parameter)
  const parse: Param.Parse<Sourced> = Effect.fnUntraced(function* (args) {
    const mayBeVariable = parameter.kind === "flag" && (args.flags[name] ?? []).length === 0
    const source = mayBeVariable ? yield* sourceOf(name) : Option.none()
    if (Option.isNone(source)) {
      const [rest, value] = yield* parameter.parse(args)
      return [rest, { value, variableOf: undefined }]
    }
    const values = isRepeatable ? source.value.split(/\s+/).filter((text) => text !== "") : [source.value]
    const parsed = yield* Effect.result(
      parameter.parse({ ...args, flags: { ...args.flags, [name]: values } }),
    )
    if (Result.isSuccess(parsed)) {
      const [rest, value] = parsed.success
      return [rest, { value, variableOf: name }]
    }
    const [rest, value] = yield* parameter.parse(args)
    return [rest, { value, variableOf: name, problem: problemOf(name, parsed.failure) }]
  })
  return Object.assign(Object.create(parameter), { parse })
}

const reportingOf = (sources: ReadonlyArray<Sourced>): Reporting => {
  const fromVariables = new Set(sources.map(({ variableOf }) => variableOf))
  const problems = sources.flatMap(({ problem }) =>
    problem === undefined ? [] : [{ path: [], message: problem }],
  )
  return {
    rename: (message) =>
      message.replace(/--(no-)?([a-z][a-z-]*)/g, (flag, no, name) =>
        fromVariables.has(name) ? `${variable(name)}${no === undefined ? "" : "=false"}` : flag,
      ),
    check: problems.length > 0 ? Effect.fail(new UsageInvalid({ problems })) : Effect.void,
  }
}

/** Makes a command whose flags have variables. */
export const commandWithVariables = <const Name extends string, P extends Parameters, E, R>(
  name: Name,
  parameters: P,
  handler: (values: ValuesOf<P>, reporting: Reporting) => Effect.Effect<void, E, R>,
) =>
  Command.make(name, Record.map(parameters, withVariable), (sources) =>
    handler(Record.map(sources, ({ value }) => value) as ValuesOf<P>, reportingOf(Object.values(sources))),
  )
