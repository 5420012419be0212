/** Keeps standard output for results: a command line that is not understood is told on standard error alone. */
import { Console, Effect } from "effect"
import { CliOutput } from "effect/cli"

const { formatErrors } = CliOutput.defaultFormatter({ colors: false })

export const presenter = CliOutput.layerPresenter({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.andThen(
          Console.error(formatErrors(event.errors).trim()),
          Console.error(`\nSee ${event.commandPath.join(" ")} --help`),
        )
      : CliOutput.defaultPresenter.present(event),
})
