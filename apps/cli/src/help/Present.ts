/**
 * Prints help, the version and usage errors. Standard output is for results, so usage errors go to standard error; a
 * check prints them on standard output, since a monitoring system reads only that.
 */
import { maskUrlCredentials } from "@odj/command-line"
import { Console, Effect } from "effect"
import type { CliOutput } from "effect/cli"
import { Reporting } from "../flags/Reporting.ts"
import { printUnknown } from "../flags/Unknown.ts"
import { withoutSecrets } from "../secrets/WithoutSecrets.ts"
import { jsonLine, oneLine } from "../text/OneLine.ts"
import { printError } from "../text/PrintError.ts"
import { commandDoc } from "./CommandDoc.ts"
import { helpText, startText } from "./HelpText.ts"
import { usageProblem } from "./UsageProblem.ts"
import { versionText } from "./VersionText.ts"

const reportInvalid = Effect.fnUntraced(function* ({
  errors,
  commandPath,
  helpDoc,
}: Extract<CliOutput.Presenter.Event, { readonly _tag: "InvalidInvocation" }>) {
  const { json, monitoring } = yield* Reporting
  const doc = commandDoc(helpDoc)
  // The parser reads a global flag, and reports it, more than once.
  const problems = Array.from(
    new Set(withoutSecrets(errors, commandPath).map((error) => maskUrlCredentials(usageProblem(error, doc)))),
  )
  const remedy = `See \`${commandPath.join(" ")} --help\`.`
  if (json) {
    const message = problems.join("\n")
    return yield* Console.error(
      jsonLine({ error: { code: "UsageInvalid", message, remedy, exitCode: monitoring ? 3 : 2 } }),
    )
  }
  if (monitoring) return yield* printUnknown(oneLine(problems.join("; ")))
  yield* printError([...problems, remedy].map(oneLine))
})

export const present = (event: CliOutput.Presenter.Event) => {
  switch (event._tag) {
    case "InvalidInvocation":
      return reportInvalid(event)
    case "Version":
      return Console.log(versionText(event.version))
    case "Help": {
      const doc = commandDoc(event.helpDoc)
      const isStart = event.reason === "Implicit" && doc.path.length === 0
      return Console.log((isStart ? startText : helpText)(doc, process.stdout))
    }
  }
}
