/** The command `odj completion`: prints the completion script of a shell. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { makeOutput } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"

const shells = ["bash", "zsh", "fish", "powershell", "pwsh"] as const

/** The name of a script ends as scripts of its shell do. The build copies the scripts beside the bundle. */
const extensions = { bash: "bash", zsh: "zsh", fish: "fish", powershell: "ps1", pwsh: "ps1" }

const scriptFor = (shell: (typeof shells)[number]) =>
  Effect.promise(() => readFile(join(import.meta.dirname, `odj.${extensions[shell]}`), "utf8"))

export const completion = Command.make(
  "completion",
  {
    shell: Argument.Literals("shell", shells).pipe(
      Argument.withDescription("bash, zsh, fish or powershell (or pwsh, which is the same)"),
    ),
  },
  Effect.fnUntraced(function* ({ shell }) {
    const { text } = yield* makeOutput
    yield* ignoreBrokenPipe(text(yield* scriptFor(shell)))
  }),
).pipe(
  Command.withShortDescription("Print a shell completion script"),
  Command.withDescription(
    `Print the script that lets a shell complete commands, flags, values, sign-ins and files. Needs no permission.

  For each completion, the script runs odj, which reads the names of the stored sign-ins and sends no request.

  Exit codes:
      0  printed
      1  the script can't be written, or a bug in odj
      2  invalid input`,
  ),
  Command.withExamples([
    { command: "source <(odj completion bash)", description: "In ~/.bashrc" },
    { command: "source <(odj completion zsh)", description: "In ~/.zshrc, after compinit" },
    { command: "odj completion fish > ~/.config/fish/completions/odj.fish", description: "Once, for fish" },
    {
      command: "odj completion powershell | Out-String | Invoke-Expression",
      description: "In the file that $PROFILE names, for PowerShell",
    },
  ]),
)
