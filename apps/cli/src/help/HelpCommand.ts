/** The command `odj help`: prints the help of the program, or of a command. */
import { UsageInvalid } from "@odj/command-line"
import { Effect } from "effect"
import { Argument, Command } from "effect/cli"
import { withoutSecret } from "../flags/WithoutSecrets.ts"
import { unknownCommand } from "./UsageProblem.ts"

const commandsIn = (command: Command.Command.Any) => command.subcommands.flatMap(({ commands }) => commands)

/** Fails if the words name no command of the program. */
const refuseUnknown = Effect.fnUntraced(function* (
  program: Command.Command.Any,
  path: ReadonlyArray<string>,
) {
  let known = commandsIn(program)
  for (const [index, word] of path.entries()) {
    const found = known.find(({ name }) => name === word)
    if (found === undefined) {
      const names = known.map(({ name }) => name)
      const sentence = unknownCommand(withoutSecret(word), path.slice(0, index), names)
      return yield* UsageInvalid.sentence(`${sentence} \`odj help\` lists all commands.`)
    }
    known = commandsIn(found)
  }
})

/** A program that prints help. It runs no handler, so it needs nothing, and nothing in it fails. */
type Help = Command.Command<string, unknown, unknown, never, never>

/** Makes the command for a program, which is loaded when the command runs. */
export const makeHelp = (load: () => Promise<Command.Command.Any>) =>
  Command.make(
    "help",
    {
      command: Argument.String("command").pipe(
        Argument.variadic(),
        Argument.withDescription("The command to explain; without one, all commands are listed"),
      ),
    },
    Effect.fnUntraced(function* ({ command: path }) {
      const program = yield* Effect.promise(load)
      yield* refuseUnknown(program, path)
      yield* Command.runWith(program as unknown as Help, { version: "" })([...path, "--help"])
    }),
  ).pipe(
    Command.withShortDescription("Explain a command"),
    Command.withDescription(`List all commands, or explain one as \`odj COMMAND --help\` does. Needs no permission.

  Exit codes:
      0  printed
      1  the help can't be written
      2  invalid input`),
    Command.withExamples([
      { command: "odj help", description: "List all commands" },
      { command: "odj help list", description: "Explain odj list" },
    ]),
  )
