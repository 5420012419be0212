/** Has the bundled program answer every question for help and for its version, and writes the answers down beside it. */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { helpDocs } from "./HelpDocs.ts"

const dist = join(import.meta.dirname, "../dist")

const questions = [
  ["--version"],
  ["-v"],
  ...(await helpDocs).flatMap(([path]) => [
    [...path, "--help"],
    [...path, "-h"],
  ]),
]

const answers = questions.map((words) => [
  words.join("\n"),
  execFileSync(process.execPath, [join(dist, "main.mjs"), ...words], { encoding: "utf8" }),
])

writeFileSync(join(dist, "answers.json"), JSON.stringify(Object.fromEntries(answers)))
