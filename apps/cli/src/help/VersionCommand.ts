/** The command `odj version`. */
import { Console } from "effect"
import { Command } from "effect/cli"
import { versionText } from "./VersionText.ts"

export const makeVersion = (version: string) =>
  Command.make("version", {}, () => Console.log(versionText(version))).pipe(
    Command.withShortDescription("Show the version of odj"),
    Command.withDescription(`Show the version of odj, as \`odj --version\` does. Needs no permission.

  Exit codes:
      0  printed
      1  the version can't be written
      2  invalid input`),
    Command.withExamples([{ command: "odj version" }]),
  )
