/** Finds versions that are too old, by Microsoft's builds and by `--min-version`. */
import { connectorBuilds } from "@odj/domain"
import type { Check } from "./Checks.ts"
import type { Severity } from "./Finding.ts"
import { isBelow, readVersion, type Version } from "./VersionOrder.ts"

export interface VersionFinding {
  readonly severity: Severity
  readonly check: Check
  readonly message: string
}

const { supported, webView2 } = connectorBuilds

const parsed = (text: string): Version => readVersion(text) ?? []

const supportedVersion = parsed(supported.version)
const webView2Version = parsed(webView2.version)

/**
 * Finds what is wrong with a version. A minimum above the oldest supported build also reports the versions between them; a
 * lower one is used in place of that build; 0 switches all of this off.
 */
export const makeVersionCheck = (
  least: string | undefined,
): ((version: string) => VersionFinding | undefined) => {
  const minimum = least === undefined ? supportedVersion : parsed(least)
  if (minimum.every((part) => part === 0n)) return () => undefined
  const floor = isBelow(minimum, supportedVersion) ? minimum : supportedVersion
  return (version) => {
    const own = readVersion(version)
    if (own === undefined) {
      const message = `The version ${JSON.stringify(version)} can't be compared: expected up to four numbers separated by dots`
      return { severity: "warning", check: "version-unknown", message }
    }
    if (isBelow(own, floor)) {
      const message = `Version ${version} is older than ${supported.version}: Intune gives it no enrolment requests`
      return { severity: "critical", check: "version-unsupported", message }
    }
    if (isBelow(own, minimum)) {
      return { severity: "warning", check: "version-below", message: `Version ${version} is below ${least}` }
    }
    if (isBelow(own, webView2Version)) {
      const message = `Version ${version} is older than ${webView2.version}, the first build with WebView2`
      return { severity: "note", check: "version-old", message }
    }
    return undefined
  }
}
