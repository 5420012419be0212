#!/usr/bin/env node
/** The entry of the bundled `odj-server`: it loads the program on a Node.js that can run it. */
import { nodeTooOld, runCached } from "@odj/command-line"
import packageJson from "../package.json" with { type: "json" }

/**
 * Keeps code after the first response, because a server may be killed, and at the end, when it may have loaded more. A run
 * without a response, such as `--help`, keeps none.
 */
const keepOfServer = (keep: (exitCode: number) => void) => {
  const { subscribe, unsubscribe } = process.getBuiltinModule("node:diagnostics_channel")
  const responses = "http.server.response.finish"
  const onResponse = () => {
    unsubscribe(responses, onResponse)
    setImmediate(() => keep(0))
    process.on("exit", () => keep(0))
  }
  subscribe(responses, onResponse)
}

const tooOld = nodeTooOld("odj-server", packageJson.engines.node, process.version)

if (tooOld === undefined) await runCached(new URL("main.cjs", import.meta.url), "serve", keepOfServer)
else {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 1
}
