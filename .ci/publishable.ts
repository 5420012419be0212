/**
 * Prepares a checkout for packing. Adds `repository` and `keywords` of the root's package.json to each published
 * package, and turns links that lead out of a package into links to the repository. This changes tracked files, so run
 * it in a temporary checkout.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const workspace = dirname(import.meta.dirname)
const read = (path: string) => readFileSync(join(workspace, path), "utf8")
const write = (path: string, text: string) => writeFileSync(join(workspace, path), text)

const { repository, keywords } = JSON.parse(read("package.json"))

const prepare = (folder: string) => {
  const manifest = JSON.parse(read(`${folder}/package.json`))
  if (manifest.private) return
  const published = {
    ...manifest,
    keywords: [...keywords, ...(manifest.keywords ?? [])],
    homepage: `${repository}/tree/HEAD/${folder}#readme`,
    bugs: `${repository}/issues`,
    repository: { type: "git", url: `git+${repository}.git`, directory: folder },
  }
  write(`${folder}/package.json`, `${JSON.stringify(published, null, 2)}\n`)

  const packed: ReadonlyArray<string> = ["README.md", ...manifest.files].map((file) => `${folder}/${file}`)
  const isPacked = (path: string) => packed.some((file) => path === file || path.startsWith(`${file}/`))
  for (const document of globSync(`${folder}/*.md`, { cwd: workspace })) {
    const text = read(document).replaceAll(/\]\((?!\w+:|#)([^)\s]+)\)/g, (link, target: string) => {
      const path = join(folder, target)
      return isPacked(path.replace(/#.*/, "")) ? link : `](${repository}/blob/HEAD/${path})`
    })
    write(document, text)
  }
}

if (repository === "") {
  console.error(
    '"repository" in package.json is empty. Fill in its address, such as https://github.com/OWNER/NAME.',
  )
  process.exitCode = 1
} else {
  for (const path of globSync("{packages,apps}/*/package.json", { cwd: workspace })) prepare(dirname(path))
}
