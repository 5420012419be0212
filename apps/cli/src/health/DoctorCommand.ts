/** The command `odj doctor`: finds problems with connectors, with the exit codes of monitoring plugins. */
import { largestPage } from "@odj/graph-wire"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { targetFlags } from "../target/Target.ts"
import { counted } from "../text/Counted.ts"
import { makeCheckOutput, writeReport } from "./CheckReport.ts"
import { diagnose } from "./Diagnosis.ts"
import { unreadableFinding } from "./Finding.ts"
import { nowFlag, readNow } from "./Now.ts"
import { readVersion } from "./VersionOrder.ts"

const flags = {
  minVersion: Flag.String("min-version").pipe(
    Flag.withMetavar("version"),
    Flag.withDescription("Report connectors with a lower version than this, such as 6.2504.2001.8"),
    Flag.filter(
      (version) => readVersion(version) !== undefined,
      () => "Expected up to four numbers separated by dots",
    ),
    Flag.optional,
  ),
  now: nowFlag,
  ...targetFlags,
}

export const doctor = Command.make(
  "doctor",
  flags,
  Effect.fnUntraced(function* ({ minVersion, now: given }) {
    const output = yield* makeCheckOutput
    const now = yield* readNow(given)
    const read = readConnectors({ limit: largestPage })
    const connectors = yield* Stream.runCollect(read.connectors)
    const diagnosed = diagnose(connectors, { now, leastVersion: Option.getOrUndefined(minVersion) })
    const findings = [...diagnosed, ...read.unreadable.map(unreadableFinding)]
    const total = connectors.length + read.unreadable.length
    const affected = new Set(diagnosed.map(({ id }) => id)).size + read.unreadable.length
    const critical = findings.filter(({ severity }) => severity === "critical").length
    yield* writeReport(output, {
      summary:
        findings.length === 0
          ? total === 0
            ? "there are no connectors"
            : `${counted(total, "connector")} ${total === 1 ? "is" : "are"} healthy`
          : `${counted(findings.length, "problem")} in ${affected} of ${counted(total, "connector")}`,
      performance: {
        findings: { value: findings.length, alarm: "warning" },
        critical: { value: critical, alarm: "critical" },
        connectors: { value: total },
      },
      details: findings.map((finding) => ({ ...finding })),
      data: { now, total, findings },
    })
  }),
).pipe(
  Command.withShortDescription("Find problems with the connectors"),
  Command.withDescription(`Find problems with the domain join connectors, by these checks:

  - stale: no contact with Intune for an hour
  - never-connected: no contact with Intune since the installation
  - clock: a last contact in the future
  - state-unknown: a state that odj does not know
  - state: a state that does not fit the last contact
  - version-below: a version lower than --min-version
  - version-unknown: a version that can't be compared with --min-version
  - name-shared: a name that several connectors share
  - unreadable: a property is missing or invalid, so no other check is possible

  It also reports problems with the sign-in, the permission or the service, and what to do about them. Prints the line of a monitoring plugin and a table, even if standard output is not a terminal. -o json prints all data.

  ${needsRead}

  Exit codes:
      0  OK: no problems
      1  WARNING: there are problems
      2  CRITICAL: a connector has been silent for five days, or has never contacted Intune
      3  UNKNOWN: any failure, including invalid input
    130  interrupted`),
  Command.withExamples([
    { command: "odj doctor", description: "Check all connectors" },
    { command: "odj doctor --min-version 6.2504.2001.8", description: "Also find versions that are too old" },
    { command: "odj doctor -o csv", description: "Print the problems as CSV" },
  ]),
)
