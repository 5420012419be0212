/** The command `odj completion`: prints the completion script of a shell. */
import { Effect } from "effect"
import { Argument, Command, Completions, GlobalFlag } from "effect/cli"
import { globalFlags } from "../flags/GlobalFlags.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"

const shells = ["bash", "zsh", "fish"] as const

/** The global flags, which `Completions.fromCommand` leaves out. */
const globalDescriptors = () => {
  const flags = [...globalFlags, GlobalFlag.Help].map(({ flag }, index) => [String(index), flag] as const)
  return Completions.fromCommand(Command.make("global", Object.fromEntries(flags))).flags
}

const withFlags = (
  command: Completions.CommandDescriptor,
  flags: Completions.CommandDescriptor["flags"],
): Completions.CommandDescriptor => ({
  ...command,
  flags: [...command.flags, ...flags],
  subcommands: command.subcommands.map((subcommand) => withFlags(subcommand, flags)),
})

/**
 * The script, without the library's comments, which have other instructions than the help. Bash completes file names if
 * it finds nothing else.
 */
const scriptFor = (shell: Completions.Shell, program: Command.Command.Any) =>
  Completions.generate("odj", shell, withFlags(Completions.fromCommand(program), globalDescriptors()))
    .replace(/^# Installation:\n(?:#.*\n)+/m, "# Installation: odj completion --help\n")
    .replace("complete -F _odj odj", "complete -o default -F _odj odj")

/** Makes the command for a program that contains it. */
export const makeCompletion = (program: () => Command.Command.Any) =>
  Command.make(
    "completion",
    {
      shell: Argument.Literals("shell", shells).pipe(Argument.withDescription("bash, zsh or fish")),
    },
    Effect.fnUntraced(function* ({ shell }) {
      const { text } = yield* makeOutput
      yield* ignoreBrokenPipe(text(`${scriptFor(shell, program())}\n`))
    }),
  ).pipe(
    Command.withShortDescription("Print a shell completion script"),
    Command.withDescription(
      `Print the script that lets bash, zsh or fish complete commands and flags. Needs no permission.

  Exit codes:
      0  printed
      1  the script can't be written, or a bug in odj
      2  invalid input`,
    ),
    Command.withExamples([
      { command: "source <(odj completion bash)", description: "In ~/.bashrc" },
      { command: "source <(odj completion zsh)", description: "In ~/.zshrc, after compinit" },
      { command: "odj completion fish > ~/.config/fish/completions/odj.fish", description: "Once, for fish" },
    ]),
  )
