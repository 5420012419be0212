/**
 * Shows that what is published works: packs every package as the registry would get it, lints the tarballs, and installs
 * them with npm in an empty project, where a consumer (`.ci/consumer`) is type-checked, run and bundled for the browser.
 */
import { execFile } from "node:child_process"
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { runInNewContext } from "node:vm"
import { rolldown } from "rolldown"

const workspace = dirname(import.meta.dirname)
const bin = (tool: string) => join(workspace, "node_modules/.bin", tool)
const read = (path: string) => JSON.parse(readFileSync(join(workspace, path), "utf8"))
const installed = (name: string): string => `${name}@${read(`node_modules/${name}/package.json`).version}`

/** A sentence for whoever reads the log; no stack. */
class Broken extends Error {}

/** The environment without what pnpm and npx say of this workspace: the consumer's npm must not hear of it. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^p?npm_(?!config_registry$)/.test(name)),
)

const run = (what: string, command: string, args: ReadonlyArray<string>, cwd: string, env = environment) =>
  new Promise<string>((resolve, reject) =>
    execFile(command, args, { cwd, env, encoding: "utf8", timeout: 300_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim())
      else reject(new Broken(`${what} failed: ${error.code ?? error.message}\n${stdout}${stderr}`))
    }),
  )

const packed = globSync("{packages,apps}/*/package.json", { cwd: workspace })
  .sort()
  .map((path) => ({ folder: join(workspace, dirname(path)), manifest: read(path) }))
  .filter(({ manifest }) => !manifest.private)
  .map(({ folder, manifest }) => ({
    folder,
    name: String(manifest.name),
    version: String(manifest.version),
    hasExports: "exports" in manifest,
    commands: Object.keys(manifest.bin ?? {}),
    tarball: `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`,
  }))

const pack = async (temporary: string) => {
  await run("The build", bin("turbo"), ["run", "build"], workspace, process.env)
  for (const { folder, name, tarball, hasExports } of packed) {
    await run(`Packing ${name}`, "pnpm", ["pack", "--pack-destination", temporary], folder, process.env)
    await Promise.all([
      run(`publint of ${name}`, bin("publint"), ["run", "--strict", tarball], temporary),
      hasExports && run(`attw of ${name}`, bin("attw"), ["--profile", "esm-only", tarball], temporary),
    ])
    console.log(`packed ${name}: publint${hasExports ? " and attw have" : " has"} nothing to say`)
  }
}

const install = async (temporary: string) => {
  const project = { private: true, type: "module", allowScripts: { node: true } }
  writeFileSync(join(temporary, "package.json"), JSON.stringify(project))
  await run(
    "Installing the tarballs with npm",
    "npm",
    [
      ...["install", "--no-package-lock", "--no-audit", "--no-fund"],
      ...packed.map(({ tarball }) => `./${tarball}`),
      ...[installed("typescript"), installed("@types/node")],
      "oldest-node@npm:node@^22.19.0",
    ],
    temporary,
  )
  console.log(`installed ${packed.length} tarballs with npm`)
}

const consume = async (temporary: string) => {
  cpSync(join(workspace, ".ci/consumer"), temporary, { recursive: true })
  await run("Type-checking the consumer", join(temporary, "node_modules/.bin/tsc"), [], temporary)
  console.log("type-checked the consumer, and every declaration that it reaches")
  for (const node of [join(temporary, "node_modules/oldest-node/bin/node"), process.execPath]) {
    const version = await run("Node.js", node, ["--version"], temporary)
    await run(`The consumer on Node.js ${version}`, node, ["consumer.ts"], temporary)
    await run(
      `The contract on Node.js ${version}`,
      node,
      ["node_modules/vitest/vitest.mjs", "run"],
      temporary,
    )
    for (const { commands, version: expected } of packed) {
      for (const command of commands) {
        const what = `${command} --version on Node.js ${version}`
        const path = join(temporary, "node_modules/.bin", command)
        const answer = await run(what, node, [path, "--version"], temporary)
        if (!answer.includes(expected)) throw new Broken(`${what} answered ${answer}`)
      }
    }
    const odj = join(temporary, "node_modules/.bin/odj")
    const list = ["list", "--store", "memory", "--query", "length(@)"]
    const count = await run(`A query of odj on Node.js ${version}`, node, [odj, ...list], temporary)
    if (count !== "0") throw new Broken(`odj found ${count} connectors where there are none`)
    console.log(`ran the consumer, the contract and the commands on Node.js ${version}`)
  }
}

/** Runs the bundle where there is nothing but the language: a page has more, Node.js is not there. */
const browse = async (temporary: string) => {
  const bundle = await rolldown({ input: join(temporary, "browser.ts"), platform: "browser", cwd: temporary })
  const { output } = await bundle.generate({ format: "iife", name: "page", minify: true })
  const [{ code, imports, dynamicImports }] = output
  const outside = [...imports, ...dynamicImports]
  if (outside.length > 0) throw new Broken(`The browser's bundle needs ${outside.join(", ")}`)
  const sortKey = runInNewContext(`${code}; page.sortKey`)
  if (sortKey !== "2017-01-01T07:58:36.667003300000Z") throw new Broken(`The bundle answered ${sortKey}`)
  console.log(`bundled @odj/domain for the browser: ${Math.ceil(code.length / 1024)} KiB, and ran it`)
}

const temporary = mkdtempSync(join(tmpdir(), "odj-pack-"))
try {
  await pack(temporary)
  await install(temporary)
  await consume(temporary)
  await browse(temporary)
} catch (error) {
  if (!(error instanceof Broken)) throw error
  console.error(`pack: ${error.message}`)
  process.exitCode = 1
} finally {
  rmSync(temporary, { recursive: true, force: true })
}
