/** The checks of `odj doctor`: what each one finds, and what to do about it. The help and the findings use this table. */
import { connectorBuilds } from "@odj/domain"

const { supported, webView2 } = connectorBuilds

const update =
  "Uninstall this connector, and install the current one from the Intune admin center: it does not update itself."

export const checks = {
  stale: {
    finds: "no contact with Intune for an hour; critical after five days",
    remedy:
      "Check that the connector's server and its service run, and that the server reaches Intune. The log is in Event Viewer, Applications and Services Logs > Microsoft > Intune > ODJConnectorService.",
  },
  "never-connected": {
    finds: "no contact with Intune since the installation; critical",
    remedy: "Sign in to the connector on its server, and check that the server reaches Intune.",
  },
  "version-unsupported": {
    finds: `a build before ${supported.version}; critical: since ${supported.date} Intune gives it no enrolment requests, but still lists it as active`,
    remedy: update,
  },
  "version-below": { finds: "a version lower than --min-version", remedy: update },
  "version-unknown": {
    finds: "a version that can't be compared",
    remedy: "Look up the version on the connector's server. --min-version 0 switches this check off.",
  },
  clock: {
    finds: "a last contact more than five minutes in the future",
    remedy: "Check the clock of this computer and that of the connector's server.",
  },
  state: {
    finds: "a state that does not fit the last contact",
    remedy: "Check again later. If it stays so, check the clock of this computer.",
  },
  "state-unknown": {
    finds: "a state that odj does not know",
    remedy: "Look at the connector in the Intune admin center, and update odj.",
  },
  "name-shared": {
    finds: "a name that several connectors share",
    remedy: "Compare their last contacts. Intune removes the one that is not used any more.",
  },
  "version-old": {
    finds: `a build before ${webView2.version} (${webView2.date}); a note: it still signs in with Internet Explorer`,
    remedy: update,
  },
  "one-active": {
    finds: "only one connector is active; a note",
    remedy: "Install a connector on a second server of the domain.",
  },
} as const satisfies Readonly<Record<string, { readonly finds: string; readonly remedy: string }>>

export type Check = keyof typeof checks
