/** Tests the contents of each tarball: the manifest, the targets of links, and the licences of the bundled packages. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, inject, it } from "vitest"
import { run } from "./Run.ts"

const { packages, repository, version, workspace } = inject("release")

const bin = (tool: string) => join(import.meta.dirname, "node_modules/.bin", tool)

const read = (path: string) => readFileSync(path, "utf8")

const root = JSON.parse(read(join(workspace, "package.json")))

describe.each(packages)("The tarball of $name", ({ name, tarball, unpacked, manifest }) => {
  it("passes publint", () => run(bin("publint"), ["run", "--strict", tarball]))

  if ("exports" in manifest) {
    it("has types for every way to import it", () => run(bin("attw"), ["--profile", "esm-only", tarball]))
  }

  it("has a manifest with its licence, description and repository", () => {
    const { directory } = manifest.repository as { readonly directory: string }
    assert.strictEqual(JSON.parse(read(join(workspace, directory, "package.json"))).name, name)
    assert.deepInclude(manifest, {
      version,
      license: root.license,
      repository: { type: "git", url: `git+${repository}.git`, directory },
      homepage: `${repository}/tree/HEAD/${directory}#readme`,
      bugs: `${repository}/issues`,
    })
    assert.isString(manifest.description)
    assert.includeMembers([manifest.keywords].flat(), root.keywords)
  })

  it("has the licence, and a README", () => {
    assert.strictEqual(read(join(unpacked, "LICENSE")), read(join(workspace, "LICENSE")))
    assert.isTrue(existsSync(join(unpacked, "README.md")))
  })

  it("has documents whose links lead into it or into the repository", () => {
    const lost = globSync("*.md", { cwd: unpacked }).flatMap((document) =>
      Array.from(
        read(join(unpacked, document)).matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g),
        ([, link = ""]) => link,
      ).filter((link) =>
        link.startsWith(repository)
          ? !existsSync(join(workspace, link.replace(`${repository}/blob/HEAD/`, "")))
          : !/^\w+:/.test(link) && (link.startsWith("..") || !existsSync(join(unpacked, link))),
      ),
    )
    assert.deepStrictEqual(lost, [])
  })
})

/**
 * The packages in a bundle of an app, found by its source maps: independent of the plugin that writes the list of licences.
 */
const bundled = async (app: string, ...options: ReadonlyArray<string>) => {
  const folder = join(workspace, app)
  const dist = join(folder, "dist")
  await run(join(workspace, "node_modules/.bin/rolldown"), [...options, "--sourcemap"], { cwd: folder })
  const sources = globSync("*.map", { cwd: dist }).flatMap(
    (map): ReadonlyArray<string> => JSON.parse(read(join(dist, map))).sources,
  )
  const owners = sources.flatMap((source) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? [])
  return Array.from(new Set(owners), (owner) => {
    const { name, version } = JSON.parse(read(join(dist, owner, "package.json")))
    return `${name} ${version}`
  })
}

const command = (app: string) => bundled(app, "--config", "rolldown.config.ts")
const page = () => bundled("apps/console", "src/main.tsx", "--platform", "browser", "--dir", "dist")

/** What each package has bundled. */
const bundles = {
  "@odj/cli": [() => command("apps/cli")],
  "@odj/console": [page],
  "@odj/server": [() => command("apps/server"), page],
}

describe.each(Object.entries(bundles))("The bundle in %s", (name, parts) => {
  it("has the licence of every package in it, and no others", async () => {
    const { unpacked = "" } = packages.find((packed) => packed.name === name) ?? {}
    const licences = read(join(unpacked, "dist/THIRD-PARTY-LICENSES.txt"))
    const listed = Array.from(
      licences.matchAll(/^-{80}\n(\S+ \S+) \(.+\)\n-{80}\n\n\S/gm),
      ([, name = ""]) => name,
    )
    assert.isNotEmpty(listed)
    const found = await Promise.all(parts.map((part) => part()))
    assert.deepStrictEqual(listed.sort(), found.flat().sort())
  })
})

it("The packages that run alone are those with a bundle", () => {
  const alone = packages.filter(({ unpacked }) => existsSync(join(unpacked, "dist/THIRD-PARTY-LICENSES.txt")))
  assert.deepStrictEqual(alone.map(({ name }) => name).sort(), Object.keys(bundles))
})

it("The console has its files, and no sources", () => {
  const { unpacked = "" } = packages.find(({ name }) => name === "@odj/console") ?? {}
  assert.deepStrictEqual(globSync("**/*.*", { cwd: unpacked }).sort(), [
    "README.md",
    "dist/Files.d.ts",
    "dist/Files.js",
    "dist/THIRD-PARTY-LICENSES.txt",
    "package.json",
  ])
})
