/** The checks in the words of the command line, which has flags and commands, and runs on a computer with a clock. */
import { type Check, type CheckText, checks as coreChecks } from "@odj/core/health"
import { unreadableRemedy } from "./UnreadableRemedy.ts"

export const checks: Readonly<Record<Check, CheckText>> = {
  ...coreChecks,
  "version-below": { ...coreChecks["version-below"], finds: "a version lower than --min-version" },
  "version-unknown": {
    ...coreChecks["version-unknown"],
    remedy: `${coreChecks["version-unknown"].remedy} --min-version 0 switches this check off.`,
  },
  clock: {
    ...coreChecks.clock,
    remedy: "Check the clock of this computer and that of the connector's server.",
  },
  state: {
    ...coreChecks.state,
    remedy: "Check again later. If the problem remains, check the clock of this computer.",
  },
  unreadable: { ...coreChecks.unreadable, remedy: unreadableRemedy },
}
