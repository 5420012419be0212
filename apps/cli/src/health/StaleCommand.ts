/** The command `odj stale`: finds connectors without contact for too long, with the exit codes of monitoring plugins. */
import { counted, UsageInvalid } from "@odj/command-line"
import {
  isUnreadable,
  makeFoundList,
  roundedAge,
  type UnreadableFound,
  unreadableData,
  unreadableFound,
} from "@odj/core/health"
import { type DateTimeOffset, type DomainJoinConnector, heartbeat } from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Duration, Effect, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { readAge } from "../flags/Age.ts"
import { needsRead } from "../flags/Permissions.ts"
import { type ColumnStyles, idWidth } from "../output/Column.ts"
import { readConnectors } from "../target/ReadConnectors.ts"
import { targetFlags } from "../target/Target.ts"
import type { Sample } from "../text/Metrics.ts"
import { makeCheckOutput, writeReport } from "./CheckReport.ts"
import { checks } from "./Checks.ts"
import { epochSeconds } from "./EpochSeconds.ts"
import { minCountFlag } from "./MinCount.ts"
import { nowFlag, readNow } from "./Now.ts"
import { findStale, type Stale, staleData, staleRemedy } from "./Stale.ts"

const flags = {
  warning: Flag.String("warning").pipe(
    Flag.withAlias("w"),
    Flag.withMetavar("age"),
    Flag.withDescription(
      "WARNING if a connector has had no contact for this long: 90m, 12h, 5d (default: 1h)",
    ),
    Flag.withDefault("1h"),
  ),
  critical: Flag.String("critical").pipe(
    Flag.withAlias("c"),
    Flag.withMetavar("age"),
    Flag.withDescription("CRITICAL if a connector has had no contact for this long (default: 5d)"),
    Flag.withDefault("5d"),
  ),
  minCount: minCountFlag,
  now: nowFlag,
  ...targetFlags,
}

const columns: ColumnStyles = {
  severity: { name: "SEVERITY", least: 8 },
  displayName: { name: "NAME", least: 10, instead: "id" },
  silentFor: { name: "NO CONTACT FOR", least: 14, absent: "never" },
  state: { name: "STATE", least: 8, isOptional: true },
  version: { name: "VERSION", least: 7, isOptional: true },
  removalDate: { name: "REMOVAL", least: 10, isOptional: true },
  id: { name: "ID", least: idWidth, isOptional: true },
}

/** The last contacts as metrics. */
const samplesOf = function* (
  connectors: ReadonlyArray<DomainJoinConnector>,
  now: DateTimeOffset,
): Iterable<Sample> {
  for (const connector of connectors) {
    const { id, displayName, state, version, lastConnectionDateTime } = connector
    const isNever = heartbeat(connector, now).age === undefined
    const seconds = isNever ? 0 : epochSeconds(lastConnectionDateTime)
    yield [{ id, name: displayName ?? "", state, version }, seconds]
  }
}

export const stale = Command.make(
  "stale",
  flags,
  Effect.fnUntraced(function* ({ warning, critical, minCount, now: given }) {
    const output = yield* makeCheckOutput
    const limits = {
      warning: yield* readAge("--warning", warning),
      critical: yield* readAge("--critical", critical),
    }
    if (Duration.isGreaterThan(limits.warning, limits.critical)) {
      return yield* UsageInvalid.sentence(
        `--warning (${warning}) can't be longer than --critical (${critical}).`,
      )
    }
    const now = yield* readNow(given)
    const found = makeFoundList<Stale | UnreadableFound>(output.kind === "metrics" ? 0 : output.limit)
    // Only the metrics need the connectors that are not stale.
    const connectors: Array<DomainJoinConnector> = []
    let total = 0
    const add = (connector: DomainJoinConnector) => {
      total += 1
      const one = findStale(connector, now, limits)
      if (one !== undefined) found.add(one)
      if (output.kind === "metrics") connectors.push(connector)
    }
    const read = readConnectors({ limit: largestPage })
    yield* Stream.runForEachArray(read.connectors, (page) => Effect.sync(() => page.forEach(add)))
    const unreadable = read.unreadable.length
    total += unreadable
    for (const connector of read.unreadable) found.add(unreadableFound(connector))
    const criticalCount = found.counts.critical
    const warningCount = found.counts.warning - unreadable
    const count = criticalCount + warningCount
    yield* writeReport(output, {
      command: "stale",
      now,
      total,
      minCount,
      summary: `${count} of ${counted(total, "connector")} ${count === 1 || total === 1 ? "is" : "are"} stale${unreadable > 0 ? `, ${unreadable} can't be read` : ""}`,
      performance: {
        stale: { value: count, max: total, alarm: "warning" },
        critical: { value: criticalCount, max: total, alarm: "critical" },
        ...(unreadable > 0 && { unreadable: { value: unreadable, max: total, alarm: "warning" } }),
      },
      found,
      wrong: (item) =>
        isUnreadable(item)
          ? "unreadable"
          : item.silentSeconds === null
            ? "no contact ever"
            : `no contact for ${roundedAge(Duration.seconds(item.silentSeconds))}`,
      remedy: (item) =>
        isUnreadable(item) ? `${item.problem}. ${checks.unreadable.remedy}` : staleRemedy(item),
      dataOf: (item) =>
        isUnreadable(item)
          ? { ...unreadableData(item), remedy: checks.unreadable.remedy }
          : staleData(item, now),
      lists: ["stale", "unreadable"],
      listOf: (item) => (isUnreadable(item) ? "unreadable" : "stale"),
      columns,
      settings: { warning, critical },
      metrics: [
        {
          name: "odj_connectors_stale",
          help: "Number of connectors without contact for too long.",
          samples: [
            [{ severity: "warning" }, warningCount],
            [{ severity: "critical" }, criticalCount],
          ],
        },
        {
          name: "odj_connectors_unreadable",
          help: "Number of connectors that can't be read.",
          samples: [[{ command: "stale" }, unreadable]],
        },
        {
          name: "odj_connector_last_contact_timestamp_seconds",
          help: "Last contact of a connector with Intune, in seconds since 1970; 0 if there was none.",
          samples: samplesOf(connectors, now),
        },
      ],
    })
  }),
).pipe(
  Command.withShortDescription("Find connectors without contact for too long"),
  Command.withDescription(`Find domain join connectors without contact with Intune for an hour, or for the time in --warning. After an hour, Intune sets the state to error.

  After five days without contact, or the time in --critical, the connector is critical. After five days, Intune sets the state to inactive. A connector that has never contacted Intune is critical.

  Without -o, the output is text even in a pipe: the line of a monitoring plugin, with the connectors whose last contact is oldest, and a table. -o json prints all data. -o prometheus prints metrics, and exits with 0 if the check ran and with 3 if it failed.

  The properties that odj computes for each stale connector:

  - silentFor, silentSeconds: the time since the last contact; null if the connector has never contacted Intune
  - expectedState: the state that Intune's rules give for this time
  - removalDate: the day from which Intune may remove the connector. daysLeft: full days until then, negative after it. Both are null unless the connector is inactive. Microsoft says that Intune removes an inactive connector after 30 days, but does not say from when the 30 days count. odj counts them from the last contact.
  - remedy: what to do

  ${needsRead}

  Exit codes:
      0  OK: no connector is stale
      1  WARNING: some connectors are stale, or can't be read
      2  CRITICAL: a connector has had no contact for the time in --critical, or never; or there are fewer connectors than --min-count
      3  UNKNOWN: there are no connectors; or any failure, including invalid input
    130  interrupted`),
  Command.withExamples([
    { command: "odj stale", description: "Find connectors without contact for an hour" },
    {
      command: "odj stale -w 2h -c 1d --min-count 3 -o json",
      description: "Use other thresholds, require three connectors, and print all data",
    },
    {
      command: 'odj stale --now 2026-01-31T12:00:00Z --query "stale[].id"',
      description: "List the ids of connectors that are stale at a given time",
    },
  ]),
)
