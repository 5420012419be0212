#!/usr/bin/env node
/**
 * The entry of the bundled `odj`. What its commands are was written beside it when the bundle was built, so help, the
 * version and completion load nothing else. Every other command line loads the program.
 */
import { nodeTooOld, runCached } from "@odj/command-line"
import packageJson from "../package.json" with { type: "json" }
import { isCommandName } from "./CommandNames.ts"
import { monitoringCommands } from "./flags/MonitoringCommands.ts"
import type { CommandDoc } from "./help/CommandDoc.ts"
import { helpText, startText } from "./help/HelpText.ts"
import { versionText } from "./help/VersionText.ts"
import { reasonOf } from "./text/SystemReason.ts"

const readDocs = (): ReadonlyArray<CommandDoc> => {
  // An `import` would read everything that this module exports, and load a good part of Node.js with it.
  const { readFileSync } = process.getBuiltinModule("node:fs")
  return JSON.parse(readFileSync(new URL("commands.json", import.meta.url), "utf8"))
}

/** The words of the command whose help is wanted; `undefined` if the command line is for the program. */
const helpPathOf = (args: ReadonlyArray<string>): ReadonlyArray<string> | undefined => {
  if (args[0] === "help") return args.slice(1)
  return /^(?:--help|-h)$/.test(args.at(-1) ?? "") ? args.slice(0, -1) : undefined
}

/** What to print for these arguments; `undefined` if the program has to decide. */
const outputFor = (args: ReadonlyArray<string>): string | undefined => {
  const { stdout } = process
  const [first = ""] = args
  if (args.length === 0) {
    const [program] = readDocs()
    return program && startText(program, stdout)
  }
  if (args.length === 1 && /^(?:version|--version|-v)$/.test(first)) return versionText(packageJson.version)
  const path = helpPathOf(args)?.join(" ")
  if (path === undefined) return undefined
  const doc = readDocs().find((doc) => doc.path.join(" ") === path)
  return doc && helpText(doc, stdout)
}

const print = (text: string) => {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that closes its pipe has enough.
    if (error.code === "EPIPE") return
    process.stderr.write(`Can't write the result: ${reasonOf(error)}\n`)
    process.exitCode = 1
  })
  process.stdout.write(`${text}\n`)
}

const refuse = (reason: string, args: ReadonlyArray<string>) => {
  const isCheck = args.some((arg) => monitoringCommands.has(arg))
  if (isCheck) process.stdout.write(`ODJ UNKNOWN - ${reason}\n`)
  else process.stderr.write(`${reason}\n`)
  process.exitCode = isCheck ? 3 : 1
}

const run = async (args: ReadonlyArray<string>) => {
  const [first = ""] = args
  if (first === "__complete") {
    const { printCompletion } = await import("./CompletionEntry.ts")
    return printCompletion(readDocs(), args.slice(1))
  }
  const output = outputFor(args)
  if (output !== undefined) return print(output)
  const command = isCommandName(first) ? first : "odj"
  await runCached(new URL("main.cjs", import.meta.url), command, (keep) => process.on("exit", keep))
}

const tooOld = nodeTooOld("odj", packageJson.engines.node, process.version)
const args = process.argv.slice(2)
if (tooOld === undefined) await run(args)
else refuse(tooOld, args)
