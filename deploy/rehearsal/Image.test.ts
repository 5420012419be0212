/** Tests the image: what is in it, and that a server in it keeps its connectors and stops gracefully. */
import { assert, describe, inject, it } from "vitest"
import { properties } from "../../rehearsal/Connector.ts"
import { imageWith, podman, startContainer } from "./Container.ts"
import { makeClient } from "./Graph.ts"

const forTests = { ODJ_SERVER_AUTH: "local" }

/** The largest size of the image, in megabytes. Node.js alone has 150. */
const ceiling = 165

/** A program that tries to write a file at each path, and prints the results. */
const writing = (...paths: ReadonlyArray<string>) =>
  `console.log(${JSON.stringify(paths)}.map((path) => {
    try { require("fs").writeFileSync(path, ""); return "written" } catch ({ code }) { return code }
  }).join(" "))`

describe.skipIf(inject("storage") === undefined)("The image", () => {
  it("has little more than Node.js, and nothing that could start another program", async () => {
    const size = Number(await podman("inspect", "--format={{.Size}}", "odj-server")) / 1e6
    console.log(`The image has ${Math.round(size)} MB.`)
    assert.isBelow(size, ceiling)
    const shell = podman("run", "--rm", "--entrypoint=/bin/sh", ...imageWith({}), "-c", "true")
    assert.match(await shell.then(String, String), /not found|no such file/i)
  })

  it("does not start without a setting that says which tokens to trust", async () => {
    const refused = await podman("run", "--rm", ...imageWith({})).then(String, String)
    assert.match(refused, /Missing --audience/)
  })

  it("keeps a connector over a restart, and stops gracefully", async () => {
    const container = await startContainer(forTests)
    const id = await (await makeClient(container.url)).create()
    await container.restart()
    // The built-in issuer has a new key, so the client gets a new token.
    assert.strictEqual(await (await makeClient(container.url)).nameOf(id), properties.displayName)
    assert.strictEqual(await container.stop(), 0)
  })

  it("makes a backup while its server runs", async () => {
    const container = await startContainer(forTests)
    await (await makeClient(container.url)).create()
    assert.match(await container.backUp("/data/copy.db"), /^Backed up 1 connector /)
  })

  it("writes only to its volume and to /tmp, as a user who is not root", async () => {
    const container = await startContainer(forTests)
    assert.strictEqual(await container.node("console.log(process.getuid(), process.getgid())"), "65532 65532")
    assert.strictEqual(
      await container.node(writing("/x", "/odj/odj-server.mjs", "/data/x", "/tmp/x")),
      "EROFS EROFS written written",
    )
  })

  it("is protected by the rights of its files too, if the file system is not read-only", async () => {
    const container = await startContainer(forTests, [])
    assert.strictEqual(
      await container.node(writing("/x", "/odj/odj-server.mjs", "/data/x")),
      "EACCES EACCES written",
    )
  })

  it("could be changed if it ran as root, which shows that the checks can fail", async () => {
    const container = await startContainer(forTests, ["--user=0:0"])
    assert.strictEqual(await container.node(writing("/x", "/odj/odj-server.mjs")), "written written")
  })

  it("runs as any user, such as one that a platform picks", async () => {
    const anyone = { ...forTests, ODJ_SERVER_STORE: "memory" }
    const container = await startContainer(anyone, ["--read-only", "--cap-drop=all", "--user=54321:0"])
    assert.strictEqual(await container.stop(), 0)
  })

  it("is unhealthy while its server does not respond", async () => {
    const container = await startContainer(forTests)
    const health = () =>
      podman("healthcheck", "run", container.id).then(
        () => "healthy",
        () => "unhealthy",
      )
    const pid = Number(await podman("inspect", "--format={{.State.Pid}}", container.id))
    assert.strictEqual(await health(), "healthy")
    process.kill(pid, "SIGSTOP")
    assert.strictEqual(await health(), "unhealthy")
    process.kill(pid, "SIGCONT")
    assert.strictEqual(await health(), "healthy")
  })
})
