/** Runs nginx with the configuration of the README, on a free port, in a folder of its own. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Effect } from "effect"
import { selfSigned } from "../src/tls/Certificate.ts"

/** Debian has it in `/usr/sbin`, which is not in every user's path. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }

/** Why there is no nginx; `undefined` if there is one. */
export const missing = spawnSync("nginx", ["-v"], { env }).error?.message

const freePort = async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" ? Number(address?.port) : 0
}

const [, readmeSite = ""] =
  /^```nginx\n(.*?)^```$/ms.exec(await readFile(join(import.meta.dirname, "../README.md"), "utf8")) ?? []

/** A proxy before a server; the certificate is for `localhost` and the loopback addresses. */
export interface Proxy extends AsyncDisposable {
  readonly certificate: string
}

/** The port of the next proxy, since a server has to know its public URL first. */
export const reserve = freePort

/** Starts nginx on this port before the server on another one; `change` makes another site of the README's. */
export const startNginx = async (
  port: number,
  serverPort: string,
  change: (site: string) => string = (site) => site,
): Promise<Proxy> => {
  const folder = await mkdtemp(join(tmpdir(), "odj-nginx-"))
  const { cert, key } = await Effect.runPromise(selfSigned(["graph.example.com"]))
  const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")]
  await Promise.all([writeFile(certificateFile, cert), writeFile(keyFile, key)])
  const site = change(readmeSite)
    .replace("443", `127.0.0.1:${port}`)
    .replace(/(?<=ssl_certificate ).*(?=;)/, certificateFile)
    .replace(/(?<=ssl_certificate_key ).*(?=;)/, keyFile)
    .replace("127.0.0.1:8365", `127.0.0.1:${serverPort}`)
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
  const configuration = join(folder, "nginx.conf")
  await writeFile(
    configuration,
    `daemon off; pid ${folder}/pid; error_log stderr notice; events {}
http {
  access_log off;
  ${places.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  ${site}
}`,
  )
  const child = spawn("nginx", ["-e", "stderr", "-c", configuration], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  })
  const ended = once(child, "close")
  const stop = async () => {
    child.kill()
    await ended
    await rm(folder, { recursive: true })
  }
  let log = ""
  for await (const line of createInterface(child.stderr)) {
    // By now it listens.
    if (line.includes("start worker process")) {
      child.stderr.resume()
      return { certificate: cert, [Symbol.asyncDispose]: stop }
    }
    log += `${line}\n`
  }
  await stop()
  throw new Error(`nginx did not start: ${log}`)
}
