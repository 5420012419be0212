/** Tests `pnpm start` in a copy of the workspace in which nothing is installed. */
import { execFileSync, spawn } from "node:child_process"
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { assert, describe, it } from "@effect/vitest"
import { workspace } from "./documentedCode.ts"

const pnpm = process.env.npm_execpath ?? ""
const isPnpm = /pnpm/.test(pnpm)

const tracked = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: workspace,
  encoding: "utf8",
})

/** A copy of the files that a clone of the workspace would have. */
const clone = () => {
  const copy = mkdtempSync(join(tmpdir(), "odj-start-"))
  for (const file of tracked.split("\0").filter((file) => file !== "" && existsSync(join(workspace, file))))
    cpSync(join(workspace, file), join(copy, file))
  return { copy, [Symbol.dispose]: () => rmSync(copy, { recursive: true, force: true }) }
}

const start = async (copy: string, ...args: ReadonlyArray<string>) => {
  const program = spawn(pnpm, ["start", ...args], { cwd: copy, stdio: ["ignore", "pipe", "pipe"] })
  const [output, log] = await Promise.all([text(program.stdout), text(program.stderr)])
  return { output, log }
}

describe.skipIf(!isPnpm)("In a new clone, pnpm start", () => {
  it("installs only what the server needs, and bundles it again after a change", {
    timeout: 300_000,
  }, async () => {
    using cloned = clone()
    const { copy } = cloned
    const bundles = () => readdirSync(join(copy, "start/dist"))

    const first = await start(copy, "--version")
    assert.match(first.output, /^odj-server v/m, first.log)
    assert.strictEqual(bundles().length, 1)
    assert.notIncludeMembers(readdirSync(join(copy, "node_modules")), ["vitest", "typescript", "node"])

    const second = await start(copy, "--version")
    assert.match(second.output, /^odj-server v/m, second.log)
    assert.strictEqual(bundles().length, 1)

    const source = join(copy, "packages/core/src/CreateConnector.ts")
    const { atime, mtimeMs } = statSync(source)
    utimesSync(source, atime, new Date(mtimeMs + 1))
    const third = await start(copy, "--version")
    assert.match(third.output, /^odj-server v/m, third.log)
    assert.strictEqual(bundles().length, 2)
  })
})

if (!isPnpm) console.warn("The tests of pnpm start are skipped: they need Vitest to be started by pnpm.")
