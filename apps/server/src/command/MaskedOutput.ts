/** What is said of a wrong command line, without the passwords that someone has typed where none is expected. */
import { maskUsers } from "@odj/command-line"
import { Effect, Layer } from "effect"
import { CliOutput, TerminalCapabilities } from "effect/cli"

/** The output that there would be otherwise, masked where it is about errors. */
export const layer = Layer.effect(
  CliOutput.Formatter,
  Effect.map(TerminalCapabilities.TerminalCapabilities, ({ canColor }): CliOutput.Formatter => {
    const plain = CliOutput.defaultFormatter({ colors: canColor })
    return {
      ...plain,
      formatCliError: (error) => maskUsers(plain.formatCliError(error)),
      formatError: (error) => maskUsers(plain.formatError(error)),
      formatErrors: (errors) => maskUsers(plain.formatErrors(errors)),
    }
  }),
)
