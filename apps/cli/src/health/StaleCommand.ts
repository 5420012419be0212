/** The command `odj stale`: finds connectors that have been silent for too long, with the exit codes of monitoring plugins. */
import type { DomainJoinConnector } from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Effect, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { readAge } from "../flags/Age.ts"
import { needsRead } from "../flags/Permissions.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { targetFlags } from "../target/Target.ts"
import { counted } from "../text/Counted.ts"
import { makeCheckOutput, writeReport } from "./CheckReport.ts"
import { unreadableFinding } from "./Finding.ts"
import { nowFlag, readNow } from "./Now.ts"
import { type StaleConnector, staleConnector } from "./Stale.ts"

const flags = {
  olderThan: Flag.String("older-than").pipe(
    Flag.withMetavar("age"),
    Flag.withDescription(
      "Report connectors that have been silent for this long: 90m, 12h, 5d (default: 1h, Intune's own limit)",
    ),
    Flag.withDefault("1h"),
  ),
  now: nowFlag,
  ...targetFlags,
}

const isStale = (stale: StaleConnector | undefined) => stale !== undefined

export const stale = Command.make(
  "stale",
  flags,
  Effect.fnUntraced(function* ({ olderThan, now: given }) {
    const output = yield* makeCheckOutput
    const limit = yield* readAge("--older-than", olderThan)
    const now = yield* readNow(given)
    const read = (connector: DomainJoinConnector) => staleConnector(connector, now, limit)
    const { connectors: all, unreadable } = readConnectors({ limit: largestPage })
    const connectors = yield* Stream.runCollect(Stream.map(all, read))
    const silent = connectors.filter(isStale)
    const total = connectors.length + unreadable.length
    const findings = unreadable.map(unreadableFinding)
    const critical = silent.filter(({ severity }) => severity === "critical").length
    yield* writeReport(output, {
      summary:
        total === 0
          ? "there are no connectors"
          : `${silent.length} of ${counted(total, "connector")} ${silent.length === 1 || total === 1 ? "is" : "are"} stale${findings.length === 0 ? "" : `, ${findings.length} can't be read`}`,
      performance: {
        stale: { value: silent.length, max: total, alarm: "warning" },
        critical: { value: critical, max: total, alarm: "critical" },
        ...(findings.length > 0 && { unreadable: { value: findings.length, max: total, alarm: "warning" } }),
      },
      details: [
        ...silent.map((connector) => ({ ...connector })),
        ...findings.map((finding) => ({ ...finding })),
      ],
      data: { now, olderThan, total, stale: silent, ...(findings.length > 0 && { unreadable: findings }) },
    })
  }),
).pipe(
  Command.withShortDescription("Find connectors that have been silent for too long"),
  Command.withDescription(`Find the domain join connectors that have not contacted Intune for one hour, or for the time that --older-than gives. A stale connector is critical after five days: Intune then marks it inactive. If --older-than is longer than five days, every reported connector is critical. Intune removes an inactive connector after 30 days. Microsoft does not say whether the 30 days begin with the last contact; odj assumes so.

  Prints the line of a monitoring plugin and a table, even if standard output is not a terminal. -o json prints all data.

  The properties that odj computes for each stale connector:

  - silentFor: the time since its last contact; none if it has never contacted Intune
  - expectedState: the state that Intune's rules give for this time
  - daysLeft: full days until Intune removes the connector

  ${needsRead}

  Exit codes:
      0  OK: no connector is stale
      1  WARNING: some connectors are stale, or can't be read
      2  CRITICAL: a stale connector has been silent for five days, or has never contacted Intune
      3  UNKNOWN: any failure, including invalid input
    130  interrupted`),
  Command.withExamples([
    { command: "odj stale", description: "Find connectors that have been silent for an hour" },
    { command: "odj stale --older-than 12h -o json", description: "Use another limit, and print all data" },
    {
      command: 'odj stale --now 2026-01-31T12:00:00Z --query "stale[].id"',
      description: "List the ids of connectors that are stale at a given time",
    },
  ]),
)
