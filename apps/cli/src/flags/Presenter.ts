/**
 * Prints help, the version and usage errors. Standard output is for results, so usage errors go to standard error; a
 * check prints them on standard output, since a monitoring system reads only that.
 */
import { maskUrlCredentials } from "@odj/command-line"
import { Console, Effect } from "effect"
import { CliOutput } from "effect/cli"
import { jsonLine, oneLine } from "../text/OneLine.ts"
import { Reporting } from "./Reporting.ts"
import { withoutSecrets } from "./WithoutSecrets.ts"

const { formatErrors, formatHelpDoc, formatVersion } = CliOutput.defaultFormatter({ colors: false })

const reportInvalid = Effect.fnUntraced(function* ({
  errors: found,
  commandPath,
}: Extract<CliOutput.Presenter.Event, { readonly _tag: "InvalidInvocation" }>) {
  const { json, monitoring } = yield* Reporting
  // The parser reads a global flag, and reports it, more than once.
  const safe = withoutSecrets(found, commandPath)
  const errors = Array.from(new Map(safe.map((error) => [error.message, error])).values())
  const message = maskUrlCredentials(errors.map((error) => error.message).join("\n"))
  const remedy = `See ${commandPath.join(" ")} --help`
  if (json) {
    return yield* Console.error(
      jsonLine({ error: { code: "UsageInvalid", message, remedy, exitCode: monitoring ? 3 : 2 } }),
    )
  }
  if (monitoring) {
    const line = message.replaceAll("|", "/").replaceAll(/\s*\n\s*/g, "; ")
    return yield* Console.log(`ODJ UNKNOWN - ${oneLine(line)}`)
  }
  yield* Console.error(maskUrlCredentials(formatErrors(errors)).trim())
  yield* Console.error(`\n${remedy}`)
})

export const presenter = CliOutput.layerPresenter({
  present: (event) => {
    switch (event._tag) {
      case "InvalidInvocation":
        return reportInvalid(event)
      case "Version":
        return Console.log(formatVersion(event.name, event.version))
      case "Help": {
        // Without colours, so the help equals the help that was written when the bundle was built.
        const text = formatHelpDoc(event.helpDoc)
        return event.reason === "Implicit" ? Console.error(text) : Console.log(text)
      }
    }
  },
})
