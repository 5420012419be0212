/** A registry on loopback. The `@odj` packages are published only here; all other packages come from npm's registry. */
import { once } from "node:events"
import { readFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { runServer } from "verdaccio"
import { run } from "./Run.ts"

/** The registry that npm uses, and the certificate authorities that npm trusts there. */
const npmRegistry = async () => {
  const file = await run("npm", ["config", "get", "cafile"])
  return {
    url: await run("npm", ["config", "get", "registry"]),
    ...(file !== "null" && { ca: readFileSync(file, "utf8") }),
  }
}

export const startRegistry = async (folder: string) => {
  const config = join(folder, "config.yaml")
  const server = await runServer({
    configPath: config,
    self_path: config,
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "htpasswd"), max_users: -1 } },
    uplinks: { npm: await npmRegistry() },
    packages: {
      "@odj/*": { access: "$all", publish: "$all" },
      "**": { access: "$all", proxy: "npm" },
    },
    web: { enable: false },
    log: { type: "stdout", format: "pretty", level: "error" },
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
