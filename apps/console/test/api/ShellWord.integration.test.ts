/** Tests that a shell reads words as the texts that they were made of. */
import { execFileSync, spawnSync } from "node:child_process"
import { describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { assert } from "vitest"
import { printfArgument, shellWord } from "../../src/api/ShellWord.ts"

const inShell = (script: string, shell = "sh") => execFileSync(shell, ["-c", script])

/** The shells that people paste into, as far as they are installed. Fish has an escape in quotes, which others have not. */
const shells = ["sh", "bash", "zsh", "fish"].filter((shell) => spawnSync(shell, ["-c", ""]).status === 0)

describe("shellWord", () => {
  it.prop("gives a POSIX shell the same bytes", [Schema.String], ([generated]) => {
    const text = generated.toWellFormed().replaceAll("\0", "")
    assert.deepStrictEqual(inShell(`printf %s ${shellWord(text)}`), Buffer.from(text))
  })

  it.each(shells)("keeps quotes, variables, commands, line feeds and control characters, in %s", (shell) => {
    for (const text of [
      "",
      "it's",
      "''",
      "$TOKEN `id` $(id) \\ !!",
      "\\",
      "\\\\",
      "\\'; id; '",
      "\\'\u0001; id #",
      '{"a":"\\\\\\"\\n"}',
      "one\ntwo\n\n",
      "\u001b[201~id\n",
      "\u009b31mred\t\u007f",
      "ÿ€😀",
      "@/etc/hostname",
      "%s\\n",
    ])
      assert.deepStrictEqual(inShell(`printf %s ${shellWord(text)}`, shell).toString(), text)
  })

  // What a client sends may be made for one of them.
  it.each(shells)("is one word of %s, however backslashes and quotes follow each other", (shell) => {
    const texts = Array.from({ length: 3 ** 6 }, (_, number) =>
      Array.from({ length: 6 }, (_, at) => "'\\;"[Math.floor(number / 3 ** at) % 3]).join(""),
    )
    const script = texts.map((text) => `printf '%s\\n' ${shellWord(text)}`).join("\n")
    assert.deepStrictEqual(inShell(script, shell).toString().split("\n").slice(0, -1), texts)
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
