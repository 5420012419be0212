/** Starts nginx with the configuration of compose.yaml, on free ports and with a certificate made for it. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createInterface } from "node:readline"
import { onTestFinished } from "vitest"
import { run } from "../../rehearsal/Run.ts"

const deploy = dirname(import.meta.dirname)

/** Replaces a part that the configuration must have. */
const replace = (text: string, part: string, by: string) => {
  if (!text.includes(part)) throw new Error(`nginx.conf has no ${part}`)
  return text.replaceAll(part, by)
}

const makeCertificate = (folder: string, name: string) =>
  run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
    ...["-keyout", join(folder, "tls.key"), "-out", join(folder, "tls.crt")],
  ])

/** The whole configuration of nginx: that of compose.yaml, within what the image of nginx has around it. */
const configuration = (folder: string, port: number, upstream: number) => {
  let server = readFileSync(join(deploy, "nginx.conf"), "utf8")
  server = replace(server, "listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
  server = replace(server, "/etc/nginx/tls", folder)
  server = replace(server, "/var/log/nginx", folder)
  server = replace(server, "http://odj-server:8365", `http://127.0.0.1:${upstream}`)
  return `daemon off; pid ${folder}/pid; error_log stderr notice;
events {}
http { client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
${server} }`
}

/** Starts nginx in front of a port. It stops after the test. */
export const startNginx = async (name: string, port: number, upstream: number) => {
  const folder = mkdtempSync(join(tmpdir(), "odj-nginx-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(folder, { recursive: true })
  await makeCertificate(folder, name)
  const file = join(folder, "nginx.conf")
  writeFileSync(file, configuration(folder, port, upstream))
  const args = ["-e", "stderr", "-c", file]
  const child = spawn("/usr/sbin/nginx", args, { stdio: ["ignore", "inherit", "pipe"] })
  const ended = once(child, "close")
  onTestFinished(async () => {
    child.kill("SIGQUIT")
    await ended
  })
  let log = ""
  for await (const line of createInterface(child.stderr)) {
    log += `${line}\n`
    // It listens by then.
    if (!line.includes("start worker process")) continue
    child.stderr.resume()
    return {
      /** What clients have to trust. */
      certificate: readFileSync(join(folder, "tls.crt"), "utf8"),
      /** The log of the requests. */
      log: () => readFileSync(join(folder, "access.log"), "utf8"),
    }
  }
  throw new Error(`nginx did not start: ${log}`)
}
