#!/usr/bin/env node
/**
 * The entry of the bundled `odj`. The output of `--help` and `--version` was written when the bundle was built, so
 * these flags load nothing else. Every other command line loads the program.
 *
 * V8's compiled code is cached for the next start, in the folder that Node.js has for it.
 */
import { nodeTooOld } from "@odj/command-line"
import packageJson from "../package.json" with { type: "json" }
import { reasonOf } from "./text/SystemReason.ts"

const run = async () => {
  // An `import` would read everything that these modules export, and load a good part of Node.js with it.
  const { readFileSync } = process.getBuiltinModule("node:fs")
  const { enableCompileCache } = process.getBuiltinModule("node:module")

  /** By command line, its words separated by line ends. */
  const prebuilt: Record<string, string> = JSON.parse(
    readFileSync(new URL("prebuilt.json", import.meta.url), "utf8"),
  )
  const output = prebuilt[process.argv.slice(2).join("\n")]
  if (output === undefined) {
    // Deno has no such cache.
    enableCompileCache?.()
    await import("./main.ts")
    return
  }
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that closes its pipe has enough.
    if (error.code === "EPIPE") return
    process.stderr.write(`Can't write the result: ${reasonOf(error)}\n`)
    process.exitCode = 1
  })
  process.stdout.write(output)
}

const tooOld = nodeTooOld("odj", packageJson.engines.node, process.version)
if (tooOld === undefined) await run()
else {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 1
}
