/**
 * Builds the image of odj-server from this checkout, as `docker build` does, in separate storage.
 *
 * The base image is made here of Debian's packages, Node.js and npm, so no registry of images is needed.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import type { TestProject } from "vitest/node"
import { run } from "../../rehearsal/Run.ts"
import { missingPrograms } from "./Programs.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The arguments of podman with which it finds the image; `undefined` if it can't be built here. */
    storage: ReadonlyArray<string> | undefined
  }
}

const workspace = dirname(dirname(import.meta.dirname))

/** The files that node:26-slim adds to Debian, and the settings with which npm reaches its registry from here. */
const addNode = async (root: string) => {
  const local = join(root, "usr/local")
  mkdirSync(join(root, "root"), { recursive: true })
  await run("npm", ["install", "--global", `--prefix=${local}`, "npm@11.19.1"])
  copyFileSync(join(workspace, "node_modules/node/bin/node"), join(local, "bin/node"))
  const settings = [`registry=${await run("npm", ["config", "get", "registry"])}`]
  const authorities = process.env.NODE_EXTRA_CA_CERTS ?? (await run("npm", ["config", "get", "cafile"]))
  if (authorities !== "null") {
    copyFileSync(authorities, join(root, "authorities.pem"))
    settings.push("cafile=/authorities.pem")
  }
  writeFileSync(join(root, "root/.npmrc"), settings.join("\n"))
}

/** The image that the Dockerfile begins with. */
const baseOf = (dockerfile: string) => /^FROM (\S+) AS build$/m.exec(dockerfile)?.[1] ?? ""

const build = async (folder: string, storage: ReadonlyArray<string>) => {
  const base = join(folder, "base")
  mkdirSync(base)
  const debian = ["--variant=essential", "--include=libstdc++6,libatomic1"]
  await run("mmdebstrap", [...debian, "bookworm", join(base, "debian.tar")])
  await addNode(join(base, "root"))
  writeFileSync(join(base, "Dockerfile"), "FROM scratch\nADD debian.tar /\nCOPY root /\n")
  // `docker` is the format that keeps HEALTHCHECK.
  const options = [
    "--format=docker",
    "--pull=never",
    "--layers=false",
    "--isolation=chroot",
    "--network=host",
  ]
  const image = (tag: string, ...args: ReadonlyArray<string>) =>
    run("podman", [...storage, "build", ...options, `--tag=${tag}`, ...args])
  const dockerfile = join(workspace, "deploy/Dockerfile")
  await image(baseOf(readFileSync(dockerfile, "utf8")), base)
  await image("odj-server", `--file=${dockerfile}`, workspace)
}

export default async ({ provide }: TestProject) => {
  const missing = missingPrograms("podman", "crun", "mmdebstrap")
  if (process.getuid?.() !== 0) missing.push("the user root")
  if (missing.length > 0) {
    console.warn(`The tests of the image are skipped. Missing: ${missing.join(", ")}.`)
    return provide("storage", undefined)
  }
  const folder = mkdtempSync(join(tmpdir(), "odj-deploy-"))
  const storage = [`--root=${join(folder, "images")}`, `--runroot=${join(folder, "run")}`]
  const remove = async () => {
    await run("podman", [...storage, "rm", "--all", "--force", "--volumes"])
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await build(folder, storage)
  } catch (error) {
    await remove()
    throw error
  }
  provide("storage", storage)
  return remove
}
