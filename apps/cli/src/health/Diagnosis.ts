/** Finds the problems that the properties of connectors show. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  DomainJoinConnectorState,
  heartbeat,
} from "@odj/domain"
import { Duration, Schema } from "effect"
import { formatAge } from "../flags/Age.ts"
import { counted } from "../text/Counted.ts"
import { type Finding, findingOf, worstFirst } from "./Finding.ts"
import { intuneLimits, removalText, silenceSeverity } from "./Stale.ts"
import { makeVersionCheck } from "./VersionFindings.ts"

/** How far clocks may differ without a finding: the tolerance of Kerberos, which a domain join uses. */
const clockSkew = Duration.minutes(5)

const isKnown = Schema.is(DomainJoinConnectorState)

export interface DiagnosisSettings {
  readonly now: DateTimeOffset
  /** Lower versions are too old. */
  readonly leastVersion?: string | undefined
}

/** A diagnosis of connectors that arrive one by one. Of a healthy one, it keeps only the properties. */
export interface Diagnosis {
  readonly add: (connector: DomainJoinConnector) => void
  /** The number of connectors so far. */
  readonly total: () => number
  /** All problems and notes so far, the worst first. */
  readonly findings: () => ReadonlyArray<Finding>
}

/** Begins a diagnosis. `checks` says what is found. */
export const makeDiagnosis = ({ now, leastVersion }: DiagnosisSettings): Diagnosis => {
  const checkVersion = makeVersionCheck(leastVersion)
  const findings: Array<Finding> = []
  /** By name: Intune allows that connectors share a name, but people confuse them. */
  const named = new Map<string, Array<DomainJoinConnector>>()
  const active: Array<DomainJoinConnector> = []
  let total = 0

  const findingAbout = (connector: DomainJoinConnector) => findingOf(connector, heartbeat(connector, now).age)

  const add = (connector: DomainJoinConnector) => {
    total += 1
    const { displayName, state, version } = connector
    const beat = heartbeat(connector, now)
    const { age, expected } = beat
    const find = (...about: Parameters<ReturnType<typeof findingOf>>) => {
      findings.push(findingOf(connector, age)(...about))
    }
    const silent = silenceSeverity(age, intuneLimits)
    if (age === undefined) {
      find("critical", "never-connected", "It has never contacted Intune")
    } else if (Duration.isLessThan(age, Duration.negate(clockSkew))) {
      find("warning", "clock", `Last contact is ${formatAge(Duration.abs(age))} in the future`)
    } else if (silent !== undefined) {
      find(silent, "stale", `No contact for ${formatAge(age)}${removalText(beat)}`)
    }
    if (!isKnown(state)) {
      find("warning", "state-unknown", `Unknown state: ${state}`)
    } else if (age !== undefined && state !== expected) {
      find("warning", "state", `The state is ${state}, but the time of the last contact says ${expected}`)
    }
    const old = checkVersion(version)
    if (old !== undefined) find(old.severity, old.check, old.message)
    if (displayName !== null) {
      const others = named.get(displayName)
      if (others === undefined) named.set(displayName, [connector])
      else others.push(connector)
    }
    if (active.length < 2 && state === "active" && expected === "active") active.push(connector)
  }

  const sharedNames = () =>
    Array.from(named.values())
      .filter((connectors) => connectors.length > 1)
      .flatMap((connectors) => {
        const message = `Same name as ${counted(connectors.length - 1, "other connector")}: one is probably a leftover of a reinstallation`
        return connectors.map((connector) => findingAbout(connector)("warning", "name-shared", message))
      })

  const onlyActive = () =>
    active.length === 1
      ? active.map((connector) =>
          findingAbout(connector)(
            "note",
            "one-active",
            "No other connector is active: if this one fails, no device can join",
          ),
        )
      : []

  return {
    add,
    total: () => total,
    findings: () => [...findings, ...sharedNames(), ...onlyActive()].sort(worstFirst),
  }
}
