/** How `odj-server` prints help and errors. In errors it masks passwords that the user has typed in the wrong place. */
import { maskUrlCredentials } from "@odj/command-line"
import { Effect, Layer } from "effect"
import { CliOutput, TerminalCapabilities } from "effect/cli"
import { foldHelp } from "./HelpLines.ts"

/** The rule of FlagVariables.ts. */
const variablesHelp = `  Each flag has a variable: ODJ_SERVER_MAX_BODY=100000 is --max-body 100000, and
  ODJ_SERVER_TLS=true is --tls. The flag overrides its variable. A variable has
  spaces between the values of a repeatable flag.`

/**
 * Effect's own formatter. It also breaks long lines, adds the rule of the variables before EXAMPLES, and shows that the
 * subcommand is optional.
 */
export const layer = Layer.effect(
  CliOutput.Formatter,
  Effect.map(TerminalCapabilities.TerminalCapabilities, ({ canColor }): CliOutput.Formatter => {
    const plain = CliOutput.defaultFormatter({ colors: canColor })
    return {
      ...plain,
      formatHelpDoc: (doc) =>
        foldHelp(
          plain
            .formatHelpDoc({ ...doc, usage: doc.usage.replace("<subcommand>", "[subcommand]") })
            .replace(
              /\n*(?<before>\n\S*)EXAMPLES(?<after>\S*\n)/,
              `\n$<before>ENVIRONMENT$<after>${variablesHelp}\n$<before>EXAMPLES$<after>`,
            ),
        ),
      formatCliError: (error) => maskUrlCredentials(plain.formatCliError(error)),
      formatError: (error) => maskUrlCredentials(plain.formatError(error)),
      formatErrors: (errors) => maskUrlCredentials(plain.formatErrors(errors)),
    }
  }),
)
