/**
 * Releases a copy of the workspace, with uncommitted changes, as `release.yml` does: applies the changesets if there are
 * any, packs the packages, and publishes the tarballs.
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

/** The release, as the tests use it. */
export interface Release {
  readonly registry: string
  /** Is deleted after the rehearsal. */
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
  /** The folder with the contents of the tarball. */
  readonly unpacked: string
  readonly manifest: Record<string, unknown>
}

declare module "vitest" {
  interface ProvidedContext {
    release: Release
  }
}

const here = dirname(import.meta.dirname)

/** The environment with the Node.js of the workspace first in PATH, even if another Node.js runs the rehearsal. */
const env = { ...process.env, PATH: `${join(here, "node_modules/node/bin")}:${process.env.PATH}` }

const copy = async (workspace: string) => {
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
  const files = (await run("git", list, { cwd: here })).split("\0")
  // The list also has files whose deletion is not committed.
  for (const file of files.filter((file) => file !== "" && existsSync(join(here, file)))) {
    cpSync(join(here, file), join(workspace, file))
  }
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts"]
  await run("pnpm", install, { cwd: workspace, env })
}

/** The address of the repository. If package.json has none, writes a placeholder into the copy. */
const repositoryOf = (workspace: string): string => {
  const path = join(workspace, "package.json")
  const manifest = JSON.parse(readFileSync(path, "utf8"))
  if (manifest.repository !== "") return manifest.repository
  const repository = "https://github.com/OWNER/NAME"
  console.warn(
    `"repository" in package.json is empty: fill it in before a release. The rehearsal uses ${repository}.`,
  )
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
  // Other variables are not inherited, so the publisher knows no other registry and has no credentials for one.
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
