/** The checks of connectors: what each one finds, how it says so, and what to do about it. */
import { connectorBuilds, type DomainJoinConnector, type Heartbeat } from "@odj/domain"
import { Duration } from "effect"
import type { Severity } from "./Severity.ts"

const { supported, webView2 } = connectorBuilds

/** What the message of a finding depends on. */
export interface Facts {
  readonly connector: DomainJoinConnector
  readonly beat: Heartbeat
  /** The version that is required, if one is. */
  readonly leastVersion: string | undefined
  /** Writes an age. */
  readonly ageText: (age: Duration.Duration) => string
  /** The number of other connectors with the same name. */
  readonly namesakes: number
}

/** A check in words. */
export interface CheckText {
  /** The usual severity. By default, a warning. */
  readonly severity?: Severity
  /** As a noun with what belongs to it. */
  readonly finds: string
  readonly message: (facts: Facts) => string
  readonly remedy: string
}

const ageOf = ({ beat: { age }, ageText }: Facts) => ageText(Duration.abs(age ?? Duration.zero))

/** When Intune removes a connector, as the end of a sentence. */
const removalText = ({ removalDate, daysLeft = 0 }: Heartbeat): string => {
  if (removalDate === undefined) return ""
  return daysLeft < 0
    ? `; it was due for removal on ${removalDate} and is still listed`
    : `; Intune may remove it from ${removalDate}`
}

const update =
  "Uninstall this connector, and install the current one from the Intune admin center: it does not update itself."

/** The checks by their names, in the order in which they are explained. */
export const checks = {
  stale: {
    finds: "no contact with Intune for an hour. After five days, it is critical",
    message: (facts) => `No contact for ${ageOf(facts)}${removalText(facts.beat)}`,
    remedy:
      "Check that the connector's server and its service run, and that the server reaches Intune. The log is in Event Viewer, Applications and Services Logs > Microsoft > Intune > ODJConnectorService.",
  },
  "never-connected": {
    severity: "critical",
    finds: "no contact with Intune since the installation",
    message: () => "It has never contacted Intune",
    remedy: "Sign in to the connector on its server, and check that the server reaches Intune.",
  },
  "version-unsupported": {
    severity: "critical",
    finds: `a build before ${supported.version}. Since ${supported.date}, Intune gives it no enrolment requests, but still lists it as active`,
    message: ({ connector: { version } }) =>
      `Version ${version} is older than ${supported.version}: Intune gives it no enrolment requests`,
    remedy: update,
  },
  "version-below": {
    finds: "a version lower than the required one",
    message: ({ connector: { version }, leastVersion }) => `Version ${version} is below ${leastVersion}`,
    remedy: update,
  },
  "version-unknown": {
    finds: "a version that can't be compared",
    message: ({ connector: { version } }) =>
      `The version ${JSON.stringify(version)} can't be compared: it is not one to four numbers separated by dots`,
    remedy: "Look up the version on the connector's server.",
  },
  clock: {
    finds: "a last contact more than five minutes in the future",
    message: (facts) => `Last contact is ${ageOf(facts)} in the future`,
    remedy: "Check the clock of the connector's server, and the clock that ages are counted by.",
  },
  state: {
    finds: "a state that does not fit the last contact",
    message: ({ connector: { state }, beat: { expected } }) =>
      `The state is ${state}, but with this last contact it should be ${expected}`,
    remedy: "Check again later. If the problem remains, check the clock that ages are counted by.",
  },
  "state-unknown": {
    finds: "a state that odj does not know",
    message: ({ connector: { state } }) => `Unknown state: ${state}`,
    remedy: "Look at the connector in the Intune admin center, and update odj.",
  },
  "name-shared": {
    finds: "a name that several connectors share",
    message: ({ namesakes }) =>
      `Same name as ${namesakes.toLocaleString("en-GB")} other connector${namesakes === 1 ? "" : "s"}: one is probably a leftover of a reinstallation`,
    remedy: "Compare their last contacts. Intune removes the one that is not used any more.",
  },
  unreadable: {
    finds: "a property is missing or invalid, so that no other check is possible",
    message: () => "It can't be read",
    remedy: "Correct the property, if the service allows updates.",
  },
  "version-old": {
    severity: "note",
    finds: `a build before ${webView2.version} (${webView2.date}), which still signs in with Internet Explorer`,
    message: ({ connector: { version } }) =>
      `Version ${version} is older than ${webView2.version}, the first build with WebView2`,
    remedy: update,
  },
  "one-active": {
    severity: "note",
    finds: "only one connector is active",
    message: () => "No other connector is active: if this one fails, no device can join",
    remedy: "Install a connector on a second server of the domain.",
  },
} as const satisfies Readonly<Record<string, CheckText>>

/** The name of a check. */
export type Check = keyof typeof checks
