/**
 * How failures are reported.
 *
 * This is read from the raw command line, since usage errors are reported before it can be parsed.
 */
import { Context } from "effect"
import { monitoringCommands } from "./MonitoringCommands.ts"

export interface Reporting {
  /** As JSON, because `--output json` was given. */
  readonly json: boolean
  /** As a monitoring plugin does: one line on standard output, and the exit code for UNKNOWN. */
  readonly monitoring: boolean
  /** As metrics of this check, because `--output prometheus` was given. */
  readonly metrics: string | undefined
}

export const Reporting = Context.Reference<Reporting>("@odj/cli/Reporting", {
  defaultValue: () => ({ json: false, monitoring: false, metrics: undefined }),
})

const withValue = new Set(["-o", "--output", "--query", "--ca", "--timeout"])

/** The command: the first argument that is the name of one and not the value of a global flag. */
const commandOf = (args: ReadonlyArray<string>, commands: ReadonlyArray<string>): string | undefined =>
  args.find((arg, index) => commands.includes(arg) && !withValue.has(args[index - 1] ?? ""))

/** The last `--output` given. */
const formatOf = (args: ReadonlyArray<string>): string | undefined =>
  args
    .map((arg, index) => {
      const [, value] = /^(?:-o|--output)(?:=(.*))?$/.exec(arg) ?? []
      return /^(?:-o|--output)$/.test(arg) ? args[index + 1] : value
    })
    .findLast((format) => format !== undefined)

/** Reads it from the arguments of a program with these commands. */
export const reportingOf = (args: ReadonlyArray<string>, commands: ReadonlyArray<string>): Reporting => {
  const end = args.indexOf("--")
  const words = end === -1 ? args : args.slice(0, end)
  const command = commandOf(words, commands) ?? ""
  const format = formatOf(words)
  const monitoring = monitoringCommands.has(command)
  return {
    json: format === "json",
    monitoring,
    metrics: monitoring && format === "prometheus" ? command : undefined,
  }
}
