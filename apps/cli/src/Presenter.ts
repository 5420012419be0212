/** Keeps standard output for results: a command line that asks for none is told so on standard error alone. */
import { Console, Effect } from "effect"
import { CliOutput } from "effect/cli"

const { formatErrors, formatHelpDoc } = CliOutput.defaultFormatter({ colors: false })

export const presenter = CliOutput.layerPresenter({
  present: (event) => {
    if (event._tag === "InvalidInvocation") {
      return Effect.andThen(
        Console.error(formatErrors(event.errors).trim()),
        Console.error(`\nSee ${event.commandPath.join(" ")} --help`),
      )
    }
    return event._tag === "Help" && event.reason === "Implicit"
      ? Console.error(formatHelpDoc(event.helpDoc))
      : CliOutput.defaultPresenter.present(event)
  },
})
