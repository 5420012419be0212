/** The command `odj doctor`: what is wrong with the connectors, with the exit codes of monitoring plugins. */
import { streamConnectors } from "@odj/core"
import { largestPage } from "@odj/graph-wire"
import { Effect, Option, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { needsRead } from "../flags/Permissions.ts"
import { targetFlags } from "../target/Target.ts"
import { conclude, makeCheckOutput } from "./CheckReport.ts"
import { diagnose } from "./Diagnosis.ts"
import { nowFlag, readNow } from "./Now.ts"
import { readVersion } from "./VersionOrder.ts"

const flags = {
  minVersion: Flag.String("min-version").pipe(
    Flag.withMetavar("version"),
    Flag.withDescription("The least version that is new enough, such as 6.2504.2001.8"),
    Flag.filter(
      (version) => readVersion(version) !== undefined,
      (version) => `Expected up to four numbers with dots, found ${JSON.stringify(version)}`,
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
    const connectors = yield* Stream.runCollect(streamConnectors({ limit: largestPage }))
    const findings = diagnose(connectors, { now, leastVersion: Option.getOrUndefined(minVersion) })
    const total = connectors.length
    const ill = new Set(findings.map(({ id }) => id)).size
    const critical = findings.filter(({ severity }) => severity === "critical").length
    yield* conclude(output, {
      summary:
        findings.length === 0
          ? `${total} connectors are well; sign-in, permission and service as well`
          : `${findings.length} findings with ${ill} of ${total} connectors`,
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
  Command.withShortDescription("Find what is wrong with the connectors"),
  Command.withDescription(`Find what is wrong with the domain join connectors, and with the way to them.

  It finds those that have been silent for an hour, or have never called; states that disagree with the last call, or are none of Intune's; last calls that lie ahead of the clock; versions below the one that is given; and names that several share. To get that far shows that sign-in, permission and service work; what does not is told with its remedy.

  The first line is that of a monitoring plugin; -o json gives everything as data.

  ${needsRead}

  Exit codes:
      0  ok: nothing is wrong
      1  warning: something is
      2  critical: one has been silent for five days, or for ever
      3  unknown: any failure, wrong usage among them
    130  interrupted`),
  Command.withExamples([
    { command: "odj doctor", description: "Check everything that can be checked" },
    { command: "odj doctor --min-version 6.2504.2001.8", description: "And find those that are too old" },
    { command: "odj doctor -o csv", description: "The findings as CSV" },
  ]),
)
