/** Finds the problems that the properties of connectors show. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  heartbeat,
  type UnreadableConnector,
} from "@odj/domain"
import { Duration, Schema } from "effect"
import { formatAge } from "./AgeText.ts"
import { type Check, checks } from "./Checks.ts"
import { type Finding, type FindingData, findingData, unreadableData } from "./Finding.ts"
import type { FoundList } from "./FoundList.ts"
import type { Severity } from "./Severity.ts"
import { intuneLimits, secondsOf, silenceSeverity } from "./Silence.ts"
import { isUnreadable, unreadableFound } from "./Unreadable.ts"
import { makeVersionCheck } from "./VersionFindings.ts"

/** How far clocks may differ without a finding: the tolerance of Kerberos, which a domain join uses. */
export const clockSkew = Duration.minutes(5)

const isKnown = Schema.is(DomainJoinConnectorState)

/** What connectors are compared with. */
export interface DiagnosisSettings {
  /** The instant that ages are counted from. */
  readonly now: DateTimeOffset
  /** Lower versions are too old. */
  readonly leastVersion?: string | undefined
  /** Writes the ages in messages; by default, `formatAge` does. */
  readonly ageText?: ((age: Duration.Duration) => string) | undefined
}

/** A diagnosis of connectors that arrive one by one. */
export interface Diagnosis {
  readonly add: (connector: DomainJoinConnector) => void
  readonly addUnreadable: (connector: UnreadableConnector) => void
  /** The number of connectors so far. */
  readonly total: () => number
  /** Adds the findings that only all connectors together show. To be called once, at the end. */
  readonly end: () => void
  /** The number of connectors with problems. */
  readonly affected: () => number
  /** A finding with its message, which may say what other connectors have to do with it. */
  readonly dataOf: (finding: Finding) => FindingData
}

/** Begins a diagnosis, which adds its findings to the list. The table of checks says what is found. */
export const makeDiagnosis = (
  { now, leastVersion, ageText = formatAge }: DiagnosisSettings,
  found: Pick<FoundList<Finding>, "add">,
): Diagnosis => {
  const checkVersion = makeVersionCheck(leastVersion)
  /** Ids. */
  const affected = new Set<string>()
  let unreadable = 0
  /** By name: Intune allows that connectors share a name, but people confuse them. */
  const named = new Map<string, [DomainJoinConnector, ...Array<DomainJoinConnector>]>()
  const active: Array<DomainJoinConnector> = []
  let total = 0

  const addFinding = (
    connector: DomainJoinConnector,
    age: Duration.Duration | undefined,
    severity: Severity,
    check: Check,
  ) => {
    if (severity !== "note") affected.add(connector.id)
    found.add({ severity, check, connector, silentSeconds: secondsOf(age) })
  }

  const add = (connector: DomainJoinConnector) => {
    total += 1
    const { displayName, state, version } = connector
    const { age, expected } = heartbeat(connector, now)
    const find = (severity: Severity, check: Check) => addFinding(connector, age, severity, check)
    const silence = silenceSeverity(age, intuneLimits)
    if (age === undefined) find("critical", "never-connected")
    else if (Duration.isLessThan(age, Duration.negate(clockSkew))) find("warning", "clock")
    else if (silence !== undefined) find(silence, "stale")
    if (!isKnown(state)) find("warning", "state-unknown")
    else if (age !== undefined && state !== expected) find("warning", "state")
    const old = checkVersion(version)
    if (old !== undefined) find(...old)
    if (displayName !== null) {
      const others = named.get(displayName)
      if (others === undefined) named.set(displayName, [connector])
      else others.push(connector)
    }
    if (active.length < 2 && state === "active" && expected === "active") active.push(connector)
  }

  const end = () => {
    const addLate = (connector: DomainJoinConnector, severity: Severity, check: Check) =>
      addFinding(connector, heartbeat(connector, now).age, severity, check)
    for (const connectors of named.values()) {
      if (connectors.length === 1) continue
      for (const connector of connectors) addLate(connector, "warning", "name-shared")
    }
    const [only, another] = active
    if (only !== undefined && another === undefined) addLate(only, "note", "one-active")
  }

  const addUnreadable = (connector: UnreadableConnector) => {
    total += 1
    unreadable += 1
    found.add({ ...unreadableFound(connector), check: "unreadable" })
  }

  const dataOf = (finding: Finding): FindingData => {
    if (isUnreadable(finding)) return unreadableData(finding)
    const { check, connector } = finding
    const beat = heartbeat(connector, now)
    const namesakes = (named.get(connector.displayName ?? "")?.length ?? 1) - 1
    const facts = { connector, beat, leastVersion, ageText, namesakes }
    return findingData(check, finding, checks[check].message(facts))
  }

  return { add, addUnreadable, end, dataOf, total: () => total, affected: () => affected.size + unreadable }
}
