/** Tests the systemd unit: systemd accepts it, and finds little that the server could do to the system. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { assert, describe, it, onTestFinished } from "vitest"
import { run } from "../../rehearsal/Run.ts"
import { missingPrograms } from "./Programs.ts"

const unit = join(dirname(import.meta.dirname), "odj-server.service")

/** The largest exposure, from 0 to 10; 4 and more is not "OK" for systemd. */
const ceiling = 1.5

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), "odj-unit-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const exposure = async (file: string) => {
  const report = await run("systemd-analyze", ["security", "--offline=true", "--no-pager", file])
  return Number(/Overall exposure level for \S+: ([\d.]+)/.exec(report)?.[1])
}

const isMissing = missingPrograms("systemd-analyze").length > 0
if (isMissing) console.warn("The tests of the systemd unit are skipped: systemd-analyze is missing.")

describe.skipIf(isMissing)("The systemd unit", () => {
  it("is valid", async () => {
    const file = join(newFolder(), "odj-server.service")
    // The program is wherever this Node.js is.
    writeFileSync(file, readFileSync(unit, "utf8").replace("/usr/bin/node", process.execPath))
    assert.strictEqual(await run("systemd-analyze", ["verify", "--man=no", file]), "")
  })

  it("would not be valid without a program, which shows that the check can fail", async () => {
    const file = join(newFolder(), "odj-server.service")
    writeFileSync(file, readFileSync(unit, "utf8").replace("/usr/bin/node", "/missing/node"))
    assert.match(await run("systemd-analyze", ["verify", "--man=no", file]).then(String, String), /missing/)
  })

  it("exposes little", async () => {
    const score = await exposure(unit)
    console.log(`The exposure of the systemd unit is ${score} of 10.`)
    assert.isBelow(score, ceiling)
    const open = join(newFolder(), "odj-server.service")
    copyFileSync(unit, open)
    writeFileSync(open, readFileSync(open, "utf8").replace(/^(?:Protect|Private|Restrict|System).*$/gm, ""))
    assert.isAbove(await exposure(open), 4)
  })
})
