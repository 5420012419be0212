/**
 * A process of `validate.ts`: checks that all validators agree, and measures all of them once for each task. An option of
 * Node.js decides whether Effect's schemas are compiled or interpreted.
 */
import assert from "node:assert/strict"
import type { Cost } from "../harness/Compare.ts"
import { timed, work } from "../harness/Processes.ts"
import { example, inputs, threeProblems } from "./ConnectorInputs.ts"
import { validateByHand } from "./HandWrittenValidator.ts"
import { type Validator, validators } from "./Validators.ts"

const contenders: ReadonlyArray<readonly [string, Validator]> = Object.entries(validators)

for (const [input, paths] of inputs) {
  const expected = validateByHand(input)
  for (const [name, validate] of contenders) {
    const verdict = validate(input)
    const found = "problems" in verdict ? verdict.problems.map(({ path }) => path.join("/")) : []
    const because = `${name} on ${JSON.stringify(input)}`
    assert.deepEqual([...new Set(found)].sort(), [...paths].sort(), because)
    if ("value" in verdict || name === "odj") assert.deepEqual({ ...verdict }, expected, because)
  }
}

let sink: unknown

work(async ({ scale }: { readonly scale: number }) => {
  const costs: Record<string, Cost> = {}
  for (const [name, validate] of contenders) {
    const each = async (input: unknown, times: number) => {
      const { cpu } = await timed(times, async () => {
        for (let time = 0; time < times; time++) sink = validate(input)
      })
      return cpu * 1_000
    }
    costs[name] = {
      valid: await each(example, 20_000 * scale),
      "three problems": await each(threeProblems, 4_000 * scale),
    }
  }
  assert.notEqual(sink, undefined)
  return costs
})
