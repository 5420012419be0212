/** Tests that a shell reads words as the texts that they were made of. */
import { execFileSync } from "node:child_process"
import { describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assert } from "vitest"
import { printfArgument, shellWord } from "../../src/api/ShellWord.ts"

const inShell = (script: string) => execFileSync("sh", ["-c", script])

describe("shellWord", () => {
  it.prop("gives a POSIX shell the same bytes", [Schema.String], ([generated]) => {
    const text = generated.toWellFormed().replaceAll("\0", "")
    assert.deepStrictEqual(inShell(`printf %s ${shellWord(text)}`), Buffer.from(text))
  })

  it("keeps quotes, variables, commands, line feeds and control characters", () => {
    for (const text of [
      "",
      "it's",
      "''",
      "$TOKEN `id` $(id) \\ !!",
      "one\ntwo\n\n",
      "\u001b[201~id\n",
      "\u009b31mred\t\u007f",
      "ÿ€😀",
      "@/etc/hostname",
      "%s\\n",
    ])
      assert.deepStrictEqual(inShell(`printf %s ${shellWord(text)}`).toString(), text)
  })

  it.prop("contains no control character on which a terminal acts", [Schema.String], ([text]) => {
    assert.notMatch(shellWord(`${text}\u001b[201~\u009b`), /(?!\n)\p{Cc}/u)
  })
})

describe("printfArgument", () => {
  it.prop("gives a POSIX shell the same bytes, whatever they are", [Schema.Uint8Array], ([bytes]) => {
    assert.deepStrictEqual(inShell(`printf ${printfArgument(bytes)}`), Buffer.from(bytes))
  })
})
