/** Runs the bundle for every `--help` and for `--version`, and writes their output beside it for the entry to print. */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { helpDocs } from "./HelpDocs.ts"

const dist = join(import.meta.dirname, "../dist")

const commandLines = [
  { path: [], flags: ["--version", "-v"] },
  ...(await helpDocs).map(([path]) => ({ path, flags: ["--help", "-h"] })),
]

const outputs = await Promise.all(
  commandLines.map(async ({ path, flags: [long = "", short = ""] }) => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(dist, "main.mjs"), ...path, long])
    return [long, short].map((flag) => [[...path, flag].join("\n"), stdout])
  }),
)

writeFileSync(join(dist, "prebuilt.json"), JSON.stringify(Object.fromEntries(outputs.flat())))
