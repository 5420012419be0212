/**
 * One process of `validate.ts`: checks that all validators agree, measures them in turn, and prints the CPU nanoseconds
 * of each round as JSON. An option of Node.js decides whether Effect's schemas are compiled or interpreted.
 */
import assert from "node:assert/strict"
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

const nanoseconds = (validate: Validator, input: unknown, times: number) => {
  const start = process.cpuUsage()
  for (let time = 0; time < times; time++) sink = validate(input)
  const { user, system } = process.cpuUsage(start)
  return ((user + system) * 1000) / times
}

const rounds = contenders.map(([name]) => ({ name, valid: [] as number[], invalid: [] as number[] }))

const warmUp = 3
for (let round = -warmUp; round < 9; round++) {
  for (const [index, [, validate]] of contenders.entries()) {
    const valid = nanoseconds(validate, example, 40_000)
    const invalid = nanoseconds(validate, threeProblems, 4_000)
    if (round < 0) continue
    rounds[index]?.valid.push(valid)
    rounds[index]?.invalid.push(invalid)
  }
}

assert.notEqual(sink, undefined)
console.log(JSON.stringify(rounds))
