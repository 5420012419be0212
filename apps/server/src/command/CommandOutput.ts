/** How `odj-server` prints help and errors. In errors it masks passwords that the user has typed in the wrong place. */
import { maskUrlCredentials } from "@odj/command-line"
import { Effect, Layer } from "effect"
import { CliOutput, TerminalCapabilities } from "effect/cli"
import { foldDescription, foldHelp } from "./HelpLines.ts"

/** The rule of FlagVariables.ts. */
const variablesHelp = `  Each flag has a variable: ODJ_SERVER_MAX_BODY=100000 is --max-body 100000, and
  ODJ_SERVER_TLS=true is --tls. The flag overrides its variable. For a
  repeatable flag, separate the values in the variable with spaces.`

/** An error without the words that Effect puts before those of a schema, and without passwords. */
const readable = (error: string) =>
  maskUrlCredentials(error.replaceAll("Expected: Schema validation failed: ", ""))

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
            .formatHelpDoc({
              ...doc,
              description: foldDescription(doc.description),
              usage: doc.usage.replace("<subcommand>", "[subcommand]"),
            })
            .replace(
              /\n*(?<before>\n\S*)EXAMPLES(?<after>\S*\n)/,
              `\n$<before>ENVIRONMENT$<after>${variablesHelp}\n$<before>EXAMPLES$<after>`,
            ),
        ),
      formatCliError: (error) => readable(plain.formatCliError(error)),
      formatError: (error) => readable(plain.formatError(error)),
      formatErrors: (errors) => readable(plain.formatErrors(errors)),
    }
  }),
)
