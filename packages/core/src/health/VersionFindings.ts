/** Finds versions that are too old, by Microsoft's builds and by a required one. */
import { connectorBuilds } from "@odj/domain"
import type { Check } from "./Checks.ts"
import type { Severity } from "./Severity.ts"
import { isBelow, readVersion, type Version } from "./VersionOrder.ts"

/** A severity and the check that has it. */
export type VersionFinding = readonly [severity: Severity, check: Check]

const parsed = (text: string): Version => readVersion(text) ?? []

const supported = parsed(connectorBuilds.supported.version)
const webView2 = parsed(connectorBuilds.webView2.version)

/**
 * Finds what is wrong with a version. A minimum above the oldest supported build also reports the versions between them; a
 * lower one is used in place of that build; 0 switches all of this off.
 */
export const makeVersionCheck = (
  least: string | undefined,
): ((version: string) => VersionFinding | undefined) => {
  const minimum = least === undefined ? supported : parsed(least)
  if (minimum.every((part) => part === 0n)) return () => undefined
  const floor = isBelow(minimum, supported) ? minimum : supported
  return (version) => {
    const own = readVersion(version)
    if (own === undefined) return ["warning", "version-unknown"]
    if (isBelow(own, floor)) return ["critical", "version-unsupported"]
    if (isBelow(own, minimum)) return ["warning", "version-below"]
    return isBelow(own, webView2) ? ["note", "version-old"] : undefined
  }
}
