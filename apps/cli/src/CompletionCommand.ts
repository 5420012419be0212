/** The command `odj completion`: the script with which a shell completes commands and flags. */
import { Console, Effect } from "effect"
import { Argument, Command, Completions } from "effect/cli"

const shells = ["bash", "zsh", "fish"] as const

/** Makes the command for a program, which has this command itself. */
export const makeCompletion = (program: () => Command.Command.Any) =>
  Command.make(
    "completion",
    {
      shell: Argument.Literals("shell", shells).pipe(Argument.withDescription("bash, zsh or fish")),
    },
    ({ shell }) =>
      Effect.suspend(() =>
        Console.log(Completions.generate("odj", shell, Completions.fromCommand(program()))),
      ),
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
