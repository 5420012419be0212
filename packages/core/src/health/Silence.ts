/** Decides for how long a connector may be without contact. */
import { silenceLimits } from "@odj/domain"
import { Duration } from "effect"

/** How long a connector may be without contact. */
export interface SilenceThresholds {
  readonly warning: Duration.Duration
  readonly critical: Duration.Duration
}

/** Intune's own limits, after which a state changes. */
export const intuneLimits: SilenceThresholds = {
  warning: silenceLimits.error,
  critical: silenceLimits.inactive,
}

/** Whole seconds of an age. */
export const secondsOf = (age: Duration.Duration | undefined): number | null =>
  age === undefined ? null : Math.floor(Duration.toSeconds(age))

/** The severity of a time without contact; `undefined` if it is short enough. A connector that never had contact is critical. */
export const silenceSeverity = (
  age: Duration.Duration | undefined,
  { warning, critical }: SilenceThresholds,
): "warning" | "critical" | undefined => {
  if (age === undefined || !Duration.isLessThan(age, critical)) return "critical"
  return Duration.isLessThan(age, warning) ? undefined : "warning"
}
