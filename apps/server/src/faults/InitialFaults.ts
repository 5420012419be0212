/** The faults with which a server starts. */
import type { Problem } from "@odj/domain"
import { Result } from "effect"
import { problemAt, remedy } from "../input/SchemaProblems.ts"
import type { Fault } from "./Fault.ts"
import { FaultsInvalid } from "./FaultsInvalid.ts"
import { type PresetName, presetNames, presets } from "./Presets.ts"
import { readFaults } from "./ReadFaults.ts"
import type { ServerParts } from "./ServerParts.ts"

const isPreset = (name: unknown): name is PresetName => presetNames.some((known) => known === name)

const presetProblem = (name: unknown, index: number): ReadonlyArray<Problem> =>
  isPreset(name)
    ? []
    : [
        problemAt(
          ["presets", index],
          `Unknown preset ${JSON.stringify(name)}. ${remedy(String(name), presetNames)}`,
        ),
      ]

/** The given faults, and then those of the presets, for a server with these parts. Fails with every problem. */
export const initialFaults = (
  {
    faults = [],
    presets: names = [],
  }: {
    readonly faults?: ReadonlyArray<Fault> | undefined
    readonly presets?: ReadonlyArray<PresetName> | undefined
  },
  parts?: ServerParts,
): Result.Result<ReadonlyArray<Fault>, FaultsInvalid> => {
  // A program without types can give one fault.
  const read = readFaults([faults].flat(), parts)
  const problems = [...(Result.isFailure(read) ? read.failure.problems : []), ...names.flatMap(presetProblem)]
  return problems.length > 0
    ? Result.fail(new FaultsInvalid({ problems }))
    : Result.map(read, (own) => [...own, ...names.flatMap((name) => presets[name].faults)])
}
