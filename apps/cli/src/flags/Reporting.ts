/**
 * How a command line wants its failures told.
 *
 * It is read from the words as they are: they can be too wrong to be parsed, and that has to be told as well.
 */
import { Context } from "effect"

export interface Reporting {
  /** As JSON, since that is the form of the result. */
  readonly json: boolean
  /** As monitoring plugins do: in one line of the result, with the exit code for what is unknown. */
  readonly monitoring: boolean
}

/** How failures are told here. */
export const Reporting = Context.Reference<Reporting>("@odj/cli/Reporting", {
  defaultValue: () => ({ json: false, monitoring: false }),
})

const monitoringCommands = new Set(["stale", "doctor"])

const withValue = new Set(["-o", "--output", "--query"])

/** The command that the words are for: the first of them that is one's name, and not the value of a flag of every command. */
const commandOf = (args: ReadonlyArray<string>, commands: ReadonlyArray<string>): string | undefined =>
  args.find((arg, index) => commands.includes(arg) && !withValue.has(args[index - 1] ?? ""))

/** The last format that is asked for. */
const formatOf = (args: ReadonlyArray<string>): string | undefined =>
  args
    .map((arg, index) => {
      const [, value] = /^(?:-o|--output)(?:=(.*))?$/.exec(arg) ?? []
      return /^(?:-o|--output)$/.test(arg) ? args[index + 1] : value
    })
    .findLast((format) => format !== undefined)

/** Reads it from a command line, given without the program's name, for a program with these commands. */
export const reportingOf = (args: ReadonlyArray<string>, commands: ReadonlyArray<string>): Reporting => {
  const end = args.indexOf("--")
  const words = end === -1 ? args : args.slice(0, end)
  return {
    json: formatOf(words) === "json",
    monitoring: monitoringCommands.has(commandOf(words, commands) ?? ""),
  }
}
