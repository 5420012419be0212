/** The program as a process, from the bundle that is built before the tests. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

export const bundle = fileURLToPath(new URL("../dist/odj.mjs", import.meta.url))

export const start = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [bundle, ...args], {
    env: { ...env },
    stdio: ["pipe", "pipe", "pipe"],
  })
  const output = { out: "", err: "" }
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    output.out += chunk
  })
  child.stderr.setEncoding("utf8").on("data", (chunk) => {
    output.err += chunk
  })
  const ended = once(child, "close").then(([exitCode, signal]) => ({ exitCode, signal, ...output }))
  /** Waits until standard error matches the pattern, and returns the match. */
  const waitForError = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(output.err)
      if (found !== null) return found
      const more = await Promise.race([once(child.stderr, "data").then(() => true), ended.then(() => false)])
      if (!more) throw new Error(`It ended without ${pattern}: ${output.err}`)
    }
  }
  return { child, ended, waitForError }
}

export const odj = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}, stdin = "") => {
  const { child, ended } = start(args, env)
  child.stdin.end(stdin)
  return ended
}
