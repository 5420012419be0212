/**
 * Releases a copy of the workspace, uncommitted changes included, as `release.yml` does: versions it unless that was done,
 * packs it, and publishes what was packed.
 */
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TestProject } from "vitest/node"
import { startRegistry } from "./Registry.ts"
import { run } from "./Run.ts"

/** What the tests know of the release. */
export interface Release {
  readonly registry: string
  /** Gone after the rehearsal. */
  readonly folder: string
  /** The copy that was released. */
  readonly workspace: string
  readonly repository: string
  readonly version: string
  readonly packages: ReadonlyArray<Packed>
}

export interface Packed {
  readonly name: string
  readonly tarball: string
  /** The folder with what is in the tarball, and the manifest that is there. */
  readonly unpacked: string
  readonly manifest: Record<string, unknown>
}

declare module "vitest" {
  interface ProvidedContext {
    release: Release
  }
}

const here = dirname(import.meta.dirname)

/** Node.js as the workspace brings it, whatever started the rehearsal. */
const env = { ...process.env, PATH: `${join(here, "node_modules/node/bin")}:${process.env.PATH}` }

const copy = async (workspace: string) => {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
  const files = (await run("git", list, { cwd: here })).split("\0")
  // What was deleted and not committed is listed as well.
  for (const file of files.filter((file) => file !== "" && existsSync(join(here, file)))) {
    cpSync(join(here, file), join(workspace, file))
  }
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"]
  await run("pnpm", install, { cwd: workspace, env })
}

/** The repository's address, and one to rehearse with while that is empty. */
const repositoryOf = (workspace: string): string => {
  const path = join(workspace, "package.json")
  const manifest = JSON.parse(readFileSync(path, "utf8"))
  if (manifest.repository !== "") return manifest.repository
  console.warn(
    '"repository" in package.json is empty: fill it in before a release. The rehearsal uses an address of its own.',
  )
  const repository = "https://github.com/OWNER/NAME"
  writeFileSync(path, JSON.stringify({ ...manifest, repository }))
  return repository
}

const unpack = async (name: string, tarball: string): Promise<Packed> => {
  const folder = tarball.replace(/\.tgz$/, "")
  mkdirSync(folder)
  await run("tar", ["-xzf", tarball, "-C", folder])
  const unpacked = join(folder, "package")
  const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8"))
  return { name, tarball, unpacked, manifest }
}

const release = async (folder: string, registry: string): Promise<Release> => {
  const workspace = join(folder, "workspace")
  await copy(workspace)

  const repository = repositoryOf(workspace)
  // Nothing else is inherited, so that the publisher knows no other registry and has no right to any.
  const home = join(folder, "publisher")
  mkdirSync(home)
  const token = `${registry.replace("http:", "")}:_authToken=rehearsal`
  writeFileSync(join(home, ".npmrc"), `registry=${registry}\n${token}\n`)
  const publisher = { PATH: env.PATH, HOME: home }
  const changeset = (...args: ReadonlyArray<string>) =>
    run("node", ["node_modules/@changesets/cli/bin.js", ...args], { cwd: workspace, env: publisher })

  const isVersioned = globSync(".changeset/!(README).md", { cwd: workspace }).length === 0
  if (!isVersioned) await changeset("version")
  await run("node", [".ci/publishable.ts"], { cwd: workspace, env })
  const packed = join(folder, "packed")
  await changeset("pack", "--out-dir", packed)
  await changeset("publish", "--no-git-tag", "--from-pack-dir", packed)

  const { plan } = JSON.parse(readFileSync(join(packed, "publish-plan.json"), "utf8"))
  const published: ReadonlyArray<{ name: string; version: string; tarball: { path: string } }> = plan.flat()
  const packages = await Promise.all(
    published.map(({ name, tarball }) => unpack(name, join(packed, tarball.path))),
  )
  const version = published[0]?.version ?? ""
  return { registry, folder, workspace, repository, version, packages }
}

export default async ({ provide }: TestProject) => {
  const folder = mkdtempSync(join(tmpdir(), "odj-rehearsal-"))
  const registry = await startRegistry(join(folder, "registry"))
  const stop = () => {
    registry.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    provide("release", await release(folder, registry.url))
  } catch (error) {
    stop()
    throw error
  }
  return stop
}
