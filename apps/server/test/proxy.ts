/** Runs nginx or Caddy with its configuration in the README, on a free port and in a new folder. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Effect } from "effect"
import { selfSigned } from "../src/tls/Certificate.ts"

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8")

const blockOf = (language: string) =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "ms").exec(readme)?.[1] ?? ""

interface Site {
  readonly folder: string
  readonly port: number
  readonly certificate: string
  readonly key: string
}

const temporaryFolders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]

const programs = {
  nginx: {
    args: (file: string) => ["-e", "stderr", "-c", file],
    // It listens by then.
    started: "start worker process",
    configuration: (site: string, { folder, port, certificate, key }: Site) => `
daemon off; pid ${folder}/pid; error_log stderr notice; events {}
http {
  access_log off;
  ${temporaryFolders.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  ${site
    .replace("443", `127.0.0.1:${port}`)
    .replace(/(?<=ssl_certificate ).*(?=;)/, certificate)
    .replace(/(?<=ssl_certificate_key ).*(?=;)/, key)}
}`,
  },
  caddy: {
    args: (file: string) => ["run", "--adapter", "caddyfile", "--config", file],
    started: "serving initial configuration",
    configuration: (site: string, { port, certificate, key }: Site) => `
{
  admin off
  auto_https disable_redirects
  default_bind 127.0.0.1
}
${site.replace("graph.example.com {", `https://:${port} {\n  tls ${certificate} ${key}`)}`,
  },
}

export type ProxyName = keyof typeof programs

/** Debian has nginx in `/usr/sbin`, which is not in every user's path. */
const path = `${process.env.PATH}:/usr/sbin`

/** Whether the program is missing. If it is, says so. */
export const isMissing = (name: ProxyName) => {
  const { error } = spawnSync(name, ["-v"], { env: { PATH: path } })
  if (error !== undefined) console.log(`The tests with ${name} are skipped: ${error.message}`)
  return error !== undefined
}

export interface Proxy extends AsyncDisposable {
  /** For `localhost`, the loopback addresses and `graph.example.com`. */
  readonly certificate: string
}

/** Starts a proxy on this port, before the server on another one. `change` changes the configuration of the README. */
export const startProxy = async (
  name: ProxyName,
  port: number,
  serverPort: string,
  change: (site: string) => string,
): Promise<Proxy> => {
  const { args, started, configuration } = programs[name]
  const folder = await mkdtemp(join(tmpdir(), `odj-${name}-`))
  const { cert, key } = await Effect.runPromise(selfSigned(["graph.example.com"]))
  const site = { folder, port, certificate: join(folder, "certificate.pem"), key: join(folder, "key.pem") }
  const file = join(folder, "configuration")
  const text = change(blockOf(name)).replace("127.0.0.1:8365", `127.0.0.1:${serverPort}`)
  await writeFile(site.certificate, cert)
  await writeFile(site.key, key)
  await writeFile(file, configuration(text, site))
  const env = { PATH: path, HOME: folder }
  const child = spawn(name, args(file), { env, stdio: ["ignore", "ignore", "pipe"] })
  const ended = once(child, "close")
  const stop = async () => {
    child.kill()
    await ended
    await rm(folder, { recursive: true })
  }
  let log = ""
  for await (const line of createInterface(child.stderr)) {
    log += `${line}\n`
    if (!line.includes(started)) continue
    child.stderr.resume()
    return { certificate: cert, [Symbol.asyncDispose]: stop }
  }
  await stop()
  throw new Error(`${name} did not start: ${log}`)
}
