#!/usr/bin/env node
/** The entry of the bundled `odj-server`: it loads the program on a Node.js that can run it. */
import { nodeTooOld } from "@odj/command-line"
import packageJson from "../package.json" with { type: "json" }

const tooOld = nodeTooOld("odj-server", packageJson.engines.node, process.version)

if (tooOld === undefined) {
  // When Effect is loaded, it reads two stack traces. For the positions in them, V8 would parse the program again.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    await import("./main.ts")
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
} else {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 1
}
