#!/usr/bin/env node
/**
 * Where the bundled `odj` starts. What it answers to a question for help or for its version has been written down when it
 * was built, so that nothing needs to be loaded for it; everything else is the program's.
 *
 * What V8 has compiled once is kept for the next time, in the folder that Node.js has for it.
 */
// An `import` of them would read all that they offer, and load a good part of Node.js with it.
const { readFileSync } = process.getBuiltinModule("node:fs")
const { enableCompileCache } = process.getBuiltinModule("node:module")

/** By command line, its words separated by line ends. */
const answers: Record<string, string> = JSON.parse(
  readFileSync(new URL("answers.json", import.meta.url), "utf8"),
)

const answer = answers[process.argv.slice(2).join("\n")]

if (answer === undefined) {
  enableCompileCache()
  await import("./main.ts")
} else {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // Who reads through a pipe and closes it has enough.
    if (code === "EPIPE") return
    process.stderr.write(`The result can't be written: ${message}\n`)
    process.exitCode = 1
  })
  process.stdout.write(answer)
}
