/**
 * Runs each example as its users would: installs a copy of it with npm, where `@odj/…` are the packages that would be
 * published now, and runs `npm test` there.
 */
import { execFile } from "node:child_process"
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { afterAll, beforeAll, it } from "vitest"

const workspace = dirname(import.meta.dirname)
const temporary = mkdtempSync(join(tmpdir(), "odj-examples-"))
afterAll(() => rm(temporary, { recursive: true }))

const run = (command: string, args: ReadonlyArray<string>, cwd: string, env = process.env) =>
  new Promise<string>((resolve, reject) =>
    execFile(command, args, { cwd, env }, (error, stdout, stderr) => {
      // The margin distinguishes the totals of an example from the totals of this run, which `.ci/totals` reads.
      const output = `${stdout}${stderr}`.trim().replace(/^/gm, `${basename(cwd)} | `)
      if (error === null) resolve(output)
      else reject(new Error(`${command} ${args.join(" ")} failed in ${cwd}:\n${output}`))
    }),
  )

/** The packages by name, each with the tarball that npm installs instead. */
const packages: Record<string, string> = {}

beforeAll(async () => {
  const workspacePackages = ["--filter", "./packages/*", "--filter", "./apps/*"]
  await run("pnpm", ["--recursive", ...workspacePackages, "pack", "--pack-destination", temporary], workspace)
  for (const tarball of globSync("*.tgz", { cwd: temporary }))
    packages[tarball.replace(/^odj-(.*)-\d.*$/, "@odj/$1")] = `file:${join(temporary, tarball)}`
})

/** Copies an example, with the packed packages instead of the registry's. */
const copy = (example: string) => {
  const folder = join(temporary, example)
  cpSync(join(import.meta.dirname, example), folder, { recursive: true })
  const path = join(folder, "package.json")
  const manifest = JSON.parse(readFileSync(path, "utf8"))
  for (const field of ["dependencies", "devDependencies"])
    for (const name in manifest[field]) manifest[field][name] = packages[name] ?? manifest[field][name]
  writeFileSync(path, JSON.stringify({ ...manifest, overrides: packages }))
  return folder
}

/** The environment of a user's shell: this environment without the variables of pnpm and Vitest. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(p?npm_(?!config_registry$)|VITEST|NODE_ENV$|FORCE_COLOR$)/i.test(name),
    ),
  ),
  npm_config_update_notifier: "false",
}

const examples = globSync("*/package.json", { cwd: import.meta.dirname })
  .map(dirname)
  .sort()
const named = process.env.EXAMPLES?.match(/\S+/g) ?? examples

it.concurrent.for(named)("the example %s passes its own test", async (example) => {
  if (!examples.includes(example)) throw new Error(`There is no example ${example}`)
  const folder = copy(example)
  await run("npm", ["install", "--no-package-lock", "--no-audit", "--no-fund"], folder, environment)
  // A separate home keeps an example from the sign-ins of the user.
  const home = join(folder, "home")
  mkdirSync(home)
  console.log(await run("npm", ["test"], folder, { ...environment, HOME: home }))
  await rm(folder, { recursive: true })
})
