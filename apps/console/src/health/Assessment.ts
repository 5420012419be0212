/** Assesses all connectors: how many are active, silent or old, when they had contact, and what `odj doctor` says. */
import {
  type Check,
  checks,
  type Finding,
  type FindingData,
  type FoundList,
  makeDiagnosis,
  makeFoundList,
  type Severity,
  severities,
} from "@odj/core/health"
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  heartbeat,
  type UnreadableConnector,
} from "@odj/domain"
import { durationText } from "../ui/AgeText.ts"
import { type Heartbeats, makeHeartbeats } from "./Heartbeats.ts"

/** The findings of one check. */
export interface FindingGroup {
  readonly check: Check
  /** By severity, of all findings. */
  readonly counts: Readonly<Record<Severity, number>>
  /** The worst ones, at most {@link mostShown}. */
  readonly worst: ReadonlyArray<FindingData>
}

export interface Assessment {
  /** The instant that ages are counted from. */
  readonly at: DateTimeOffset
  readonly total: number
  /** Readable connectors by the state that follows from their silence. */
  readonly states: Readonly<Record<DomainJoinConnectorState, number>>
  readonly unreadable: number
  /** Connectors with a build that is too old, or that still signs in with Internet Explorer. */
  readonly old: number
  /** Their versions; `undefined` if there are more than a filter can name. */
  readonly oldVersions: ReadonlyArray<string> | undefined
  readonly heartbeats: Heartbeats
  readonly counts: Readonly<Record<Severity, number>>
  /** The number of connectors with problems. */
  readonly affected: number
  /** The worst first. */
  readonly groups: ReadonlyArray<FindingGroup>
}

/** How many findings of a check are shown. */
export const mostShown = 50

const mostVersions = 20

const order = Object.keys(checks)

const rank = ({ counts }: FindingGroup) => severities.findIndex((severity) => counts[severity] > 0)

const worstGroupFirst = (one: FindingGroup, other: FindingGroup) =>
  rank(one) - rank(other) || order.indexOf(one.check) - order.indexOf(other.check)

/** Begins an assessment of connectors that arrive one by one. */
export const makeAssessment = (
  at: DateTimeOffset,
): {
  readonly add: (connector: DomainJoinConnector) => void
  readonly addUnreadable: (connector: UnreadableConnector) => void
  /** To be called once. */
  readonly end: () => Assessment
} => {
  const lists = new Map<Check, FoundList<Finding>>()
  const versions = new Set<string>()
  const listOf = (check: Check) => {
    const list = lists.get(check) ?? makeFoundList<Finding>(mostShown)
    lists.set(check, list)
    return list
  }
  const addFinding = (finding: Finding) => {
    const { check, connector } = finding
    listOf(check).add(finding)
    if (check !== "version-unsupported" && check !== "version-old") return
    if (versions.size <= mostVersions) versions.add(connector.version ?? "")
  }
  const diagnosis = makeDiagnosis({ now: at, ageText: durationText }, { add: addFinding })
  const heartbeats = makeHeartbeats()
  const states = { active: 0, error: 0, inactive: 0 }
  let unreadable = 0

  const add = (connector: DomainJoinConnector) => {
    const { age, expected } = heartbeat(connector, at)
    states[expected] += 1
    heartbeats.add(age)
    diagnosis.add(connector)
  }

  const addUnreadable = (connector: UnreadableConnector) => {
    unreadable += 1
    diagnosis.addUnreadable(connector)
  }

  const end = (): Assessment => {
    diagnosis.end()
    const groups = Array.from(lists, ([check, list]) => ({
      check,
      counts: list.counts,
      worst: list.worst().map(diagnosis.dataOf),
    })).toSorted(worstGroupFirst)
    const countOf = (severity: Severity) => groups.reduce((sum, { counts }) => sum + counts[severity], 0)
    const countBy = (check: Check) => {
      const { critical, warning, note } = listOf(check).counts
      return critical + warning + note
    }
    return {
      at,
      total: diagnosis.total(),
      states,
      unreadable,
      old: countBy("version-unsupported") + countBy("version-old"),
      oldVersions: versions.size > mostVersions ? undefined : Array.from(versions),
      heartbeats: heartbeats.counted(),
      counts: { critical: countOf("critical"), warning: countOf("warning"), note: countOf("note") },
      affected: diagnosis.affected(),
      groups,
    }
  }
  return { add, addUnreadable, end }
}
