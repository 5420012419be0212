import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { collectionPath } from "@odj/graph-wire"
import { assert, describe, it } from "vitest"
import { startServer } from "../../src/index.ts"

/** The commands on the documentation page, which are the only texts in `<code>` that begin so. */
const commandOf = (page: string, beginning: string) => {
  const command = page.split("<code>").find((text) => text.startsWith(beginning)) ?? assert.fail(beginning)
  return command
    .replace(/<\/code>.*/s, "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
}

describe("The command for a token on the documentation page", () => {
  it("sets the variable with which the page's other commands work", async () => {
    await using server = await startServer()
    const page = await (await fetch(`${server.url}/docs`)).text()
    const list = `curl -s '${server.url}/beta/${collectionPath}' -H "Authorization: Bearer $TOKEN"`
    const { stdout } = await promisify(execFile)("sh", ["-c", `${commandOf(page, "TOKEN=$(")}\n${list}`])
    assert.deepStrictEqual(JSON.parse(stdout).value, [])
  })
})
