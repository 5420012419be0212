/** `--min-count`: the number of connectors that a check expects. */
import { Option } from "effect"
import { Flag } from "effect/cli"

export const minCountFlag = Flag.String("min-count").pipe(
  Flag.withMetavar("number"),
  Flag.withDescription(
    "CRITICAL if there are fewer connectors than this. By default, an empty list is UNKNOWN; with 0 it is OK",
  ),
  Flag.filterMap(
    (count) => (/^\d{1,9}$/.test(count) ? Option.some(Number(count)) : Option.none()),
    () => "Use a whole number, 0 or more.",
  ),
  Flag.optional,
)

/** Too few connectors: the status of the check, and a clause that says so. */
export interface TooFew {
  readonly exitCode: 2 | 3
  readonly clause: string
}

const likelyCauses =
  "check the tenant, the scope tags of your role, and whether Intune has removed them after 30 days; if there should be none, pass --min-count 0"

/** Whether there are too few. */
export const tooFew = (total: number, least: Option.Option<number>): TooFew | undefined => {
  if (Option.isNone(least)) {
    return total === 0 ? { exitCode: 3, clause: `there are no connectors: ${likelyCauses}` } : undefined
  }
  return total < least.value
    ? { exitCode: 2, clause: `too few connectors: ${total} of at least ${least.value}` }
    : undefined
}
