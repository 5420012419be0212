/**
 * What a command is, as plain data. Help, COMMANDS.md, the man page and completion are made from it.
 */
import { Option } from "effect"
import type { HelpDoc } from "effect/cli"
import { targetFlags } from "../target/Target.ts"
import { type Block, blocksOf, type Row, withoutExitCodes } from "./Blocks.ts"

/** A flag or an argument. */
export interface ParameterDoc {
  /** As it is typed, such as `-o` and `--output`; an argument has one name, without hyphens. */
  readonly names: ReadonlyArray<string>
  /** The kind of its value, such as `file`; a switch has none. */
  readonly value?: string
  readonly variadic?: boolean
  readonly description: string
  /** What completes its value, if that is known. */
  readonly values?: Values
}

/** What completes a value: files, sign-ins, commands after those before, or words; some take several, separated by commas. */
export type Values =
  | { readonly _tag: "Files" }
  | { readonly _tag: "Profiles" }
  | { readonly _tag: "Commands" }
  | { readonly _tag: "Words"; readonly words: ReadonlyArray<string>; readonly severally: boolean }

export interface CommandGroup {
  readonly title: string
  readonly commands: ReadonlyArray<{ readonly name: string; readonly summary: string }>
}

export interface CommandDoc {
  /** The words after `odj`. */
  readonly path: ReadonlyArray<string>
  readonly description: ReadonlyArray<Block>
  readonly exitCodes: ReadonlyArray<Row>
  readonly usage: string
  readonly groups: ReadonlyArray<CommandGroup>
  readonly args: ReadonlyArray<ParameterDoc>
  /** The flags of this command alone. */
  readonly flags: ReadonlyArray<ParameterDoc>
  /** The flags that choose where a command works. */
  readonly targetFlags: ReadonlyArray<ParameterDoc>
  readonly globalFlags: ReadonlyArray<ParameterDoc>
  readonly examples: ReadonlyArray<{ readonly command: string; readonly description?: string | undefined }>
}

const flagDoc = ({ name, aliases, type, description }: HelpDoc.FlagDoc): ParameterDoc => ({
  names: [...aliases, `--${name}`],
  ...(type !== "boolean" && { value: type }),
  description: Option.getOrElse(description, () => ""),
})

const argumentDoc = ({ name, type, variadic, description }: HelpDoc.ArgDoc): ParameterDoc => ({
  names: [name],
  value: type === "string" ? name : type,
  ...(variadic && { variadic }),
  description: Option.getOrElse(description, () => ""),
})

/** Whether the flag says where a command works. `odj login` has two flags with the same names and another meaning. */
const isTargetFlag = (flags: HelpDoc.HelpDoc["flags"]) => {
  const hasTarget = flags.some(({ name }) => name === "store")
  return ({ name }: HelpDoc.FlagDoc) => hasTarget && Object.hasOwn(targetFlags, name)
}

/** The description of a command, from the help that the command library makes of it. */
export const commandDoc = (doc: HelpDoc.HelpDoc): CommandDoc => {
  const isTarget = isTargetFlag(doc.flags)
  const path = (doc.commandPath ?? []).slice(1)
  const flags = [...doc.flags, ...(doc.inheritedFlags ?? [])]
  const [description, exitCodes] = withoutExitCodes(blocksOf(doc.description))
  return {
    path,
    description,
    exitCodes,
    // Below the program, a command with commands works without one of them.
    usage: doc.usage.replace("<subcommand>", path.length === 0 ? "<command>" : "[<command>]"),
    groups: (doc.subcommands ?? []).map(({ group, commands }) => ({
      title: group ?? "Commands",
      commands: commands.map(({ name, shortDescription, description }) => ({
        name,
        summary: shortDescription ?? description,
      })),
    })),
    args: (doc.args ?? []).map(argumentDoc),
    flags: flags.filter((flag) => !isTarget(flag)).map(flagDoc),
    targetFlags: flags.filter(isTarget).map(flagDoc),
    globalFlags: (doc.globalFlags ?? []).map(flagDoc),
    examples: doc.examples ?? [],
  }
}
