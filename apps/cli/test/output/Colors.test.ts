import { assert, describe, it } from "@effect/vitest"
import { wantsColors } from "../../src/output/Colors.ts"

const none = { FORCE_COLOR: "", NO_COLOR: "", CLICOLOR_FORCE: "", TERM: "xterm" }

describe("Colours", () => {
  const rows: ReadonlyArray<
    readonly [variables: Partial<typeof none>, onTerminal: boolean, inPipe: boolean]
  > = [
    [{}, true, false],
    [{ TERM: "dumb" }, false, false],
    [{ NO_COLOR: "1" }, false, false],
    [{ NO_COLOR: "0" }, false, false],
    [{ FORCE_COLOR: "1" }, true, true],
    [{ FORCE_COLOR: "true", TERM: "dumb" }, true, true],
    [{ FORCE_COLOR: "0" }, false, false],
    [{ FORCE_COLOR: "false" }, false, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, true],
    [{ FORCE_COLOR: "0", CLICOLOR_FORCE: "1" }, false, false],
    [{ CLICOLOR_FORCE: "1" }, true, true],
    [{ CLICOLOR_FORCE: "0" }, true, false],
    [{ CLICOLOR_FORCE: "1", NO_COLOR: "1" }, false, false],
  ]
  for (const [variables, onTerminal, inPipe] of rows) {
    const words = (wanted: boolean) => (wanted ? "are used" : "are not used")
    it(`${words(onTerminal)} on a terminal and ${words(inPipe)} in a pipe with ${JSON.stringify(variables)}`, () => {
      assert.strictEqual(wantsColors({ ...none, ...variables }, true), onTerminal)
      assert.strictEqual(wantsColors({ ...none, ...variables }, false), inPipe)
    })
  }
})
