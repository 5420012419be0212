/** The command `odj completion`: the script with which a shell completes commands and flags. */
import { Effect } from "effect"
import { Argument, Command, Completions, GlobalFlag } from "effect/cli"
import { globalFlags } from "../flags/GlobalFlags.ts"
import { makeOutput } from "../output/Output.ts"
import { ignoreReaderGone } from "../output/OutputFailed.ts"

const shells = ["bash", "zsh", "fish"] as const

/** What every command takes, and `Completions.fromCommand` leaves out. */
const flagsOfEvery = () => {
  const flags = [...globalFlags, GlobalFlag.Help].map(({ flag }, index) => [String(index), flag] as const)
  return Completions.fromCommand(Command.make("every", Object.fromEntries(flags))).flags
}

const withFlags = (
  command: Completions.CommandDescriptor,
  flags: Completions.CommandDescriptor["flags"],
): Completions.CommandDescriptor => ({
  ...command,
  flags: [...command.flags, ...flags],
  subcommands: command.subcommands.map((subcommand) => withFlags(subcommand, flags)),
})

/** The script; where Bash finds nothing to say, it completes the names of files. */
const scriptFor = (shell: Completions.Shell, program: Command.Command.Any) =>
  Completions.generate("odj", shell, withFlags(Completions.fromCommand(program), flagsOfEvery()))
    .replace("odj --completions", "odj completion")
    .replace("complete -F _odj odj", "complete -o default -F _odj odj")

/** Makes the command for a program, which has this command itself. */
export const makeCompletion = (program: () => Command.Command.Any) =>
  Command.make(
    "completion",
    {
      shell: Argument.Literals("shell", shells).pipe(Argument.withDescription("bash, zsh or fish")),
    },
    Effect.fnUntraced(function* ({ shell }) {
      const { text } = yield* makeOutput
      yield* ignoreReaderGone(text(`${scriptFor(shell, program())}\n`))
    }),
  ).pipe(
    Command.withShortDescription("Print the completion script of a shell"),
    Command.withDescription(
      "Print the script with which a shell completes commands and flags. Needs no permission.",
    ),
    Command.withExamples([
      { command: "source <(odj completion bash)", description: "In ~/.bashrc" },
      { command: 'odj completion zsh > "$' + '{fpath[1]}/_odj"', description: "Once, for zsh" },
      { command: "odj completion fish > ~/.config/fish/completions/odj.fish", description: "Once, for fish" },
    ]),
  )
