/** Has the bundled program answer every question for help and for its version, and writes the answers down beside it. */
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { helpDocs } from "./HelpDocs.ts"

const dist = join(import.meta.dirname, "../dist")

const questions = [
  { path: [], flags: ["--version", "-v"] },
  ...(await helpDocs).map(([path]) => ({ path, flags: ["--help", "-h"] })),
]

const answers = await Promise.all(
  questions.map(async ({ path, flags: [flag = "", short = ""] }) => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(dist, "main.mjs"), ...path, flag])
    return [flag, short].map((asked) => [[...path, asked].join("\n"), stdout])
  }),
)

writeFileSync(join(dist, "answers.json"), JSON.stringify(Object.fromEntries(answers.flat())))
