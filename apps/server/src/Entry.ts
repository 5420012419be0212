#!/usr/bin/env node
/** The entry of the bundled `odj-server`: it loads the program on a Node.js that can run it. */
import { nodeTooOld, runCached } from "@odj/command-line"
import packageJson from "../package.json" with { type: "json" }

/** Calls a function once, after the first response. Then the server has started completely; later, it may be killed. */
const afterFirstResponse = (act: () => void) => {
  const { subscribe, unsubscribe } = process.getBuiltinModule("node:diagnostics_channel")
  const responses = "http.server.response.finish"
  const onResponse = () => {
    unsubscribe(responses, onResponse)
    setImmediate(act)
  }
  subscribe(responses, onResponse)
}

const tooOld = nodeTooOld("odj-server", packageJson.engines.node, process.version)

if (tooOld === undefined)
  await runCached(new URL("main.cjs", import.meta.url), "serve", (keep) => afterFirstResponse(() => keep(0)))
else {
  process.stderr.write(`${tooOld}\n`)
  process.exitCode = 1
}
