/** The `$filter` of each number, so that the list shows the same connectors. */
import { silenceLimits } from "@odj/domain"
import { Duration } from "effect"

const before = (at: number, limit: Duration.Duration) => new Date(at - Duration.toMillis(limit)).toISOString()

/** The filters of the states that follow from silence at an instant, in milliseconds since 1970. */
export const silenceFilters = (at: number) => {
  const error = before(at, silenceLimits.error)
  const inactive = before(at, silenceLimits.inactive)
  return {
    active: `lastConnectionDateTime gt ${error}`,
    error: `lastConnectionDateTime le ${error} and lastConnectionDateTime gt ${inactive}`,
    inactive: `lastConnectionDateTime le ${inactive}`,
  }
}

/** The filter of connectors with one of the versions. */
export const versionFilter = (versions: ReadonlyArray<string>): string =>
  `version in (${versions.map((version) => `'${version.replaceAll("'", "''")}'`).join(",")})`
