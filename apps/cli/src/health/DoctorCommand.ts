/** The command `odj doctor`: finds problems with connectors, with the exit codes of monitoring plugins. */
import { counted } from "@odj/command-line"
import {
  type CheckText,
  type Finding,
  makeDiagnosis,
  makeFoundList,
  readVersion,
  severities,
} from "@odj/core/health"
import { connectorBuilds } from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { type ColumnStyles, idWidth } from "../output/Column.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { targetFlags } from "../target/Target.ts"
import type { Sample } from "../text/Metrics.ts"
import { makeCheckOutput, writeReport } from "./CheckReport.ts"
import { checks } from "./Checks.ts"
import { minCountFlag } from "./MinCount.ts"
import { nowFlag, readNow } from "./Now.ts"

const { supported, webView2 } = connectorBuilds

const flags = {
  minVersion: Flag.String("min-version").pipe(
    Flag.withMetavar("version"),
    Flag.withDescription(
      `Report connectors with a lower version than this (default: ${supported.version}); 0 switches the checks of versions off`,
    ),
    Flag.filter(
      (version) => readVersion(version) !== undefined,
      () => "Use up to four numbers separated by dots.",
    ),
    Flag.optional,
  ),
  minCount: minCountFlag,
  now: nowFlag,
  ...targetFlags,
}

/** The findings as metrics. */
const samplesOf = function* (findings: ReadonlyArray<Finding>): Iterable<Sample> {
  for (const { severity, check, connector } of findings) {
    yield [{ check, severity, id: connector.id ?? "", name: connector.displayName ?? "" }, 1]
  }
}

const columns: ColumnStyles = {
  severity: { name: "SEVERITY", least: 8 },
  displayName: { name: "NAME", least: 10, instead: "id" },
  check: { name: "CHECK", least: 15, isOptional: true },
  message: { name: "PROBLEM", least: 50 },
  id: { name: "ID", least: idWidth, isOptional: true },
}

export const doctor = Command.make(
  "doctor",
  flags,
  Effect.fnUntraced(function* ({ minVersion, minCount, now: given }) {
    const output = yield* makeCheckOutput
    const now = yield* readNow(given)
    const found = makeFoundList<Finding>(output.limit)
    const diagnosis = makeDiagnosis({ now, leastVersion: Option.getOrUndefined(minVersion) }, found)
    const { connectors, unreadable } = readConnectors({ limit: largestPage })
    yield* Stream.runForEachArray(connectors, (page) => Effect.sync(() => page.forEach(diagnosis.add)))
    unreadable.forEach(diagnosis.addUnreadable)
    diagnosis.end()
    const total = diagnosis.total()
    const { critical, warning, note } = found.counts
    const problems = critical + warning
    const healthy = `${counted(total, "connector")} ${total === 1 ? "is" : "are"} healthy`
    yield* writeReport(output, {
      command: "doctor",
      now,
      total,
      minCount,
      summary:
        problems > 0
          ? `${counted(problems, "problem")} in ${diagnosis.affected()} of ${counted(total, "connector")}`
          : `${healthy}${note > 0 ? `, with ${counted(note, "note")}` : ""}`,
      performance: {
        problems: { value: problems, alarm: "warning" },
        critical: { value: critical, alarm: "critical" },
      },
      found,
      wrong: ({ check }) => check,
      remedy: ({ check }) => `${check}: ${checks[check].remedy}`,
      dataOf: (finding) => ({ ...diagnosis.dataOf(finding), remedy: checks[finding.check].remedy }),
      lists: ["findings"],
      listOf: () => "findings",
      columns,
      settings: { minVersion: Option.getOrElse(minVersion, () => supported.version) },
      metrics: [
        {
          name: "odj_findings",
          help: "Number of findings.",
          samples: severities.map((severity) => [{ severity }, found.counts[severity]]),
        },
        {
          name: "odj_finding",
          help: "A finding about a connector.",
          samples: samplesOf(found.worst()),
        },
      ],
    })
  }),
).pipe(
  Command.withShortDescription("Find problems with the connectors"),
  Command.withDescription(`Find problems with the domain join connectors, by these checks:

${Object.entries<CheckText>(checks)
  .map(([check, { severity = "warning", finds }]) => `  - ${check} (${severity}): ${finds}`)
  .join("\n")}

  The facts about versions are from Microsoft Learn, "Deploy Microsoft Entra hybrid joined devices by using Intune and Windows Autopilot" (https://learn.microsoft.com/autopilot/windows-autopilot-hybrid). With a higher --min-version, builds below it are reported too, as warnings. With a lower one, only builds below it are reported as critical.

  odj doctor also reports problems with the sign-in, the permission or the service. Notes do not change the exit code.

  Without -o, the output is text even in a pipe: the line of a monitoring plugin, with the worst problems, then a table, and what to do. -o json prints all data. -o prometheus prints metrics, and exits with 0 if the check ran and with 3 if it failed.

  ${needsRead}

  Exit codes:
      0  OK: no problems
      1  WARNING: there are problems
      2  CRITICAL: a problem is critical, or there are fewer connectors than --min-count
      3  UNKNOWN: there are no connectors; or any failure, including invalid input
    130  interrupted`),
  Command.withExamples([
    { command: "odj doctor", description: "Check all connectors" },
    { command: `odj doctor --min-version ${webView2.version}`, description: "Require a newer version" },
    { command: "odj doctor -o csv", description: "Print the problems as CSV" },
  ]),
)
