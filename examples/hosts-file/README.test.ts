/** Runs the commands of the README in a separate network, with a separate hosts file. */
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"

const folder = mkdtempSync(join(tmpdir(), "hosts-file-"))
after(() => rmSync(folder, { recursive: true }))

/** Runs a script in a network that has only loopback, with a copy of `/etc/hosts`. Its processes end with the script. */
function isolated(script: string) {
  const own = [
    "--mount",
    "--net",
    "--pid",
    "--fork",
    ...(process.getuid?.() === 0 ? [] : ["--map-root-user"]),
  ]
  const prepare = `set -e; ip link set lo up; cp /etc/hosts ${folder}; mount --bind ${folder}/hosts /etc/hosts`
  return spawnSync("unshare", [...own, "sh", "-c", `${prepare}\n${script}`], { encoding: "utf8" })
}

const { status, stderr, error } = isolated("")
const skip = status === 0 ? false : `needs namespaces of Linux: ${error?.message ?? stderr.trim()}`

test("a program for Microsoft Graph reaches the server", { skip }, () => {
  const readme = readFileSync("README.md", "utf8")
  const [setUp, serve, runProgram] = Array.from(readme.matchAll(/^```sh\n(.*?)^```$/gms), ([, code]) => code)
  const { stdout, stderr } = isolated(`
    sudo() { "$@"; }
    { ${setUp} } > /dev/null 2>&1
    mkfifo ${folder}/output
    { ${serve} } > ${folder}/output &
    exec 3< ${folder}/output
    read listening <&3
    ${runProgram}
  `)
  assert.equal(stdout, "HQ\n", stderr)
})
