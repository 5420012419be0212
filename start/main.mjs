/**
 * `pnpm start`: runs the bundle of `odj-server` that was made of the present sources. If there is none, installs what the
 * server needs and makes one.
 *
 * This file runs on every Node.js that can run pnpm, so it is JavaScript and imports nothing but Node.js.
 */
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, statSync } from "node:fs"
import module from "node:module"
import { constants } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

const here = dirname(fileURLToPath(import.meta.url))
const workspace = dirname(here)
const args = process.argv.slice(2)

/** Whether this Node.js runs TypeScript, and so the server. */
const isNewEnough = Boolean(process.features.typescript)
const installedNode = join(
  here,
  "node/node_modules/node/bin",
  process.platform === "win32" ? "node.exe" : "node",
)
const node = isNewEnough ? process.execPath : installedNode

/** Every file and folder below a path, and the path itself. */
const within = (path) => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return []
  const children = stats.isDirectory() ? readdirSync(path).flatMap((name) => within(join(path, name))) : []
  return [`${path} ${stats.size} ${stats.mtimeMs}`, ...children]
}

/** Changes with each change of what the bundle is made of. */
const fingerprint = () => {
  const packages = ["packages", "apps"].flatMap((parent) =>
    readdirSync(join(workspace, parent)).map((name) => join(workspace, parent, name)),
  )
  const inputs = [
    join(workspace, "pnpm-lock.yaml"),
    ...["main.mjs", "bundle.mjs", "package.json"].map((name) => join(here, name)),
    ...packages.flatMap((folder) =>
      ["src", "build", "package.json", "rolldown.config.ts"].map((name) => join(folder, name)),
    ),
  ]
  return createHash("sha256").update(inputs.flatMap(within).join("\n")).digest("hex").slice(0, 16)
}

/** Runs a program before the server. Standard output is the server's. */
const run = (program, args) => {
  const { status, error } = spawnSync(program, args, { cwd: workspace, stdio: ["inherit", 2, 2] })
  if (status === 0) return
  if (error !== undefined) console.error(error.message)
  process.exit(status ?? 1)
}

/** Installs everything if the tools of development are installed already, and otherwise only what the server needs. */
const install = () => {
  const isDeveloped = existsSync(join(workspace, "node_modules/vitest"))
  const filters = ["@odj/start", ...(isNewEnough ? [] : ["@odj/start-node"])].flatMap((name) => [
    "--filter",
    name,
  ])
  run(process.env.npm_execpath ?? "pnpm", ["install", ...(isDeveloped ? [] : ["--prod", ...filters])])
}

const folder = join(here, "dist", fingerprint())
const bundle = join(folder, "odj-server.mjs")
/** Where the server keeps the compiled code of its bundle. */
const compiled = join(folder, "compiled")
const isBundled = existsSync(bundle)
if (!isBundled || !existsSync(node)) install()
if (!isBundled)
  run(node, [join(here, "bundle.mjs"), join(workspace, "apps/server/rolldown.config.ts"), folder])

if (isNewEnough) {
  process.argv[1] = bundle
  module.enableCompileCache(compiled)
  await import(pathToFileURL(bundle).href)
} else {
  const env = { ...process.env, NODE_COMPILE_CACHE: compiled }
  const server = spawn(node, [bundle, ...args], { stdio: "inherit", env })
  // A terminal sends its signals to the server too, but others signal this process only.
  process.on("SIGINT", () => {})
  process.on("SIGTERM", () => server.kill("SIGTERM"))
  server.on("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}
