/** What is wrong with connectors, as far as it can be seen from them. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  heartbeat,
} from "@odj/domain"
import { Duration, Schema } from "effect"
import { formatAge } from "../flags/Age.ts"
import { type Finding, findingOf } from "./Finding.ts"
import { severityOf } from "./Stale.ts"
import { isBelow, readVersion } from "./VersionOrder.ts"

/** How far clocks may differ before it is worth a word: as far as Kerberos, by which a domain is joined, lets them. */
const clockSkew = Duration.minutes(5)

const isKnown = Schema.is(DomainJoinConnectorState)

export interface DiagnosisSettings {
  readonly now: DateTimeOffset
  /** The version below which a connector is too old. */
  readonly leastVersion?: string | undefined
}

/**
 * | check | finds |
 * |---|---|
 * | `never-connected` | that it has never called: its time of the last call is not set |
 * | `clock` | that it calls from the future, by more than five minutes |
 * | `stale` | that it has been silent for an hour; critical from five days |
 * | `state` | a state that is another than the silence makes it |
 * | `state-unknown` | a state that is none of Intune's |
 * | `version-below`, `version-unknown` | a version below the least one; one that can't be compared with it |
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
    findings.push(finding("critical", "never-connected", "It has never called Intune"))
  } else if (Duration.isLessThan(age, Duration.negate(clockSkew))) {
    findings.push(
      finding(
        "warning",
        "clock",
        `Its last call lies ${formatAge(Duration.abs(age))} ahead: a clock is wrong, here or there`,
      ),
    )
  } else if (expected !== "active") {
    const removal = daysLeft === undefined ? "" : `; Intune removes it in ${daysLeft} days`
    findings.push(finding(severityOf(beat), "stale", `Silent for ${formatAge(age)}${removal}`))
  }
  if (!isKnown(state)) {
    findings.push(finding("warning", "state-unknown", `Its state is ${state}, which is none of Intune's`))
  } else if (age !== undefined && state !== expected) {
    findings.push(
      finding("warning", "state", `Its state is ${state}, where its last call makes it ${expected}`),
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
          `Its version is ${JSON.stringify(version)}, which is no number`,
        ),
      )
    } else if (isBelow(own, least)) {
      findings.push(finding("warning", "version-below", `Its version is ${version}, below ${leastVersion}`))
    }
  }
  return findings
}

/** Names that several have: Intune does not mind, but people take one for the other. */
const sharedNames = (connectors: ReadonlyArray<DomainJoinConnector>): ReadonlyArray<Finding> => {
  const byName = Map.groupBy(
    connectors.filter(({ displayName }) => displayName !== null),
    ({ displayName }) => displayName,
  )
  return Array.from(byName.values())
    .filter((named) => named.length > 1)
    .flatMap((named) =>
      named.map((connector) =>
        findingOf(connector)("warning", "name-shared", `${named.length} connectors have its name`),
      ),
    )
}

/** Everything that is wrong, what is critical first. */
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
