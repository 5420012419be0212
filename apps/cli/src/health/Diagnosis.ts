/** Finds the problems that the properties of connectors show. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  heartbeat,
  silenceLimits,
} from "@odj/domain"
import { Duration, Schema } from "effect"
import { formatAge } from "../flags/Age.ts"
import { counted } from "../text/Counted.ts"
import { type Finding, findingOf } from "./Finding.ts"
import { severityOf } from "./Stale.ts"
import { isBelow, readVersion } from "./VersionOrder.ts"

/** How far clocks may differ without a finding: the tolerance of Kerberos, which a domain join uses. */
const clockSkew = Duration.minutes(5)

const isKnown = Schema.is(DomainJoinConnectorState)

/** When Intune removes a connector that has been silent for this long, as the end of a sentence. */
const removalText = (age: Duration.Duration, daysLeft: number | undefined): string => {
  if (daysLeft === undefined) return ""
  if (!Duration.isLessThan(age, silenceLimits.removal)) return "; Intune should have removed it already"
  return daysLeft === 0
    ? "; Intune removes it within a day"
    : `; Intune removes it in ${counted(daysLeft, "day")}`
}

export interface DiagnosisSettings {
  readonly now: DateTimeOffset
  /** Lower versions are too old. */
  readonly leastVersion?: string | undefined
}

/**
 * | check | finds |
 * |---|---|
 * | `never-connected` | a connector that has never contacted Intune |
 * | `clock` | a last contact more than five minutes in the future |
 * | `stale` | no contact for an hour; critical after five days |
 * | `state` | a state that does not fit the last contact |
 * | `state-unknown` | a state that is not one of Intune's |
 * | `version-below`, `version-unknown` | a version below the minimum; one that can't be compared with it |
 */
const findingsOf = (
  connector: DomainJoinConnector,
  { now, leastVersion }: DiagnosisSettings,
): ReadonlyArray<Finding> => {
  const finding = findingOf(connector)
  const { state, version } = connector
  const beat = heartbeat(connector, now)
  const { age, expected, daysLeft } = beat
  const findings: Array<Finding> = []
  if (age === undefined) {
    findings.push(finding("critical", "never-connected", "It has never contacted Intune"))
  } else if (Duration.isLessThan(age, Duration.negate(clockSkew))) {
    findings.push(
      finding(
        "warning",
        "clock",
        `Last contact is ${formatAge(Duration.abs(age))} in the future: check the clock of this computer and that of the connector's server`,
      ),
    )
  } else if (expected !== "active") {
    findings.push(
      finding(severityOf(beat), "stale", `No contact for ${formatAge(age)}${removalText(age, daysLeft)}`),
    )
  }
  if (!isKnown(state)) {
    findings.push(finding("warning", "state-unknown", `Unknown state: ${state}`))
  } else if (age !== undefined && state !== expected) {
    findings.push(
      finding("warning", "state", `The state is ${state}, but the time of the last contact says ${expected}`),
    )
  }
  const least = leastVersion === undefined ? undefined : readVersion(leastVersion)
  if (least !== undefined) {
    const own = readVersion(version)
    if (own === undefined) {
      findings.push(
        finding(
          "warning",
          "version-unknown",
          `The version ${JSON.stringify(version)} can't be compared: expected up to four numbers separated by dots`,
        ),
      )
    } else if (isBelow(own, least)) {
      findings.push(finding("warning", "version-below", `Version ${version} is below ${leastVersion}`))
    }
  }
  return findings
}

/** Names that several connectors share. Intune allows that, but people confuse the connectors. */
const sharedNames = (connectors: ReadonlyArray<DomainJoinConnector>): ReadonlyArray<Finding> => {
  const byName = Map.groupBy(
    connectors.filter(({ displayName }) => displayName !== null),
    ({ displayName }) => displayName,
  )
  return Array.from(byName.values())
    .filter((named) => named.length > 1)
    .flatMap((named) =>
      named.map((connector) =>
        findingOf(connector)(
          "warning",
          "name-shared",
          `Same name as ${counted(named.length - 1, "other connector")}: one is probably a leftover of a reinstallation`,
        ),
      ),
    )
}

/** All problems, critical ones first. */
export const diagnose = (
  connectors: ReadonlyArray<DomainJoinConnector>,
  settings: DiagnosisSettings,
): ReadonlyArray<Finding> => {
  const findings = [
    ...connectors.flatMap((connector) => findingsOf(connector, settings)),
    ...sharedNames(connectors),
  ]
  const isCritical = ({ severity }: Finding) => severity === "critical"
  return [...findings.filter(isCritical), ...findings.filter((finding) => !isCritical(finding))]
}
