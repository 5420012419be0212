/** The command `odj stale`: which connectors have been silent for too long, with the exit codes of monitoring plugins. */
import { streamConnectors } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { largestPage } from "@odj/graph-wire"
import { Effect, Stream } from "effect"
import { Command, Flag } from "effect/cli"
import { readAge } from "../flags/Age.ts"
import { needsRead } from "../flags/Permissions.ts"
import { targetFlags } from "../target/Target.ts"
import { conclude, makeCheckOutput } from "./CheckReport.ts"
import { nowFlag, readNow } from "./Now.ts"
import { type StaleConnector, staleConnector } from "./Stale.ts"

const flags = {
  olderThan: Flag.String("older-than").pipe(
    Flag.withMetavar("age"),
    Flag.withDescription("The silence that is too long, such as 90m, 12h, 5d; an hour, as Intune has it"),
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
    const connectors = yield* Stream.runCollect(Stream.map(streamConnectors({ limit: largestPage }), read))
    const silent = connectors.filter(isStale)
    const total = connectors.length
    const critical = silent.filter(({ severity }) => severity === "critical").length
    yield* conclude(output, {
      summary: `${silent.length} of ${total} connectors stale`,
      performance: {
        stale: { value: silent.length, most: total, alarm: "warning" },
        critical: { value: critical, most: total, alarm: "critical" },
      },
      details: silent.map((connector) => ({ ...connector })),
      data: { now, olderThan, total, stale: silent },
    })
  }),
).pipe(
  Command.withShortDescription("Find connectors that have been silent for too long"),
  Command.withDescription(`Find the domain join connectors that have not called Intune for an hour, or for as long as is given. Silent for five days is critical: Intune calls them inactive, and removes them after thirty.

  The first line is that of a monitoring plugin; -o json gives everything as data.

  ${needsRead}

  Exit codes:
      0  ok: none
      1  warning: some have been silent for too long
      2  critical: some for five days, or for ever
      3  unknown: any failure, wrong usage among them
    130  interrupted`),
  Command.withExamples([
    { command: "odj stale", description: "Those that Intune says are in error, or inactive" },
    { command: "odj stale --older-than 12h -o json", description: "As data, for a silence of one's own" },
    {
      command: 'odj stale --now 2026-01-31T12:00:00Z --query "stale[].id"',
      description: "The ids of those that would be stale then",
    },
  ]),
)
