/** How `odj-server` prints help and errors. In errors it masks passwords that the user has typed in the wrong place. */
import { maskUrlCredentials } from "@odj/command-line"
import { Effect, Layer } from "effect"
import { CliOutput, TerminalCapabilities } from "effect/cli"

/** Effect's own formatter. It also adds a blank line before EXAMPLES, and shows that the subcommand is optional. */
export const layer = Layer.effect(
  CliOutput.Formatter,
  Effect.map(TerminalCapabilities.TerminalCapabilities, ({ canColor }): CliOutput.Formatter => {
    const plain = CliOutput.defaultFormatter({ colors: canColor })
    return {
      ...plain,
      formatHelpDoc: (doc) =>
        plain
          .formatHelpDoc({ ...doc, usage: doc.usage.replace("<subcommand>", "[subcommand]") })
          .replace(/(?<!\n)\n(?=\S*EXAMPLES\S*\n)/, "\n\n"),
      formatCliError: (error) => maskUrlCredentials(plain.formatCliError(error)),
      formatError: (error) => maskUrlCredentials(plain.formatError(error)),
      formatErrors: (errors) => maskUrlCredentials(plain.formatErrors(errors)),
    }
  }),
)
