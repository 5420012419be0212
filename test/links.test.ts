/** Links of the documents lead to files and headings that are there. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

/** A heading as GitHub names it in an address. */
const slugOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-")

const leadsSomewhere = (document: string, link: string) => {
  const [path = "", heading] = link.split("#")
  const target = path === "" ? document : join(dirname(document), path)
  return (
    existsSync(join(workspace, target)) &&
    (heading === undefined ||
      Array.from(read(target).matchAll(/^#+ (.*)$/gm), ([, text = ""]) => slugOf(text)).includes(heading))
  )
}

describe("Every link leads somewhere", () => {
  it.for(
    globSync(["*.md", "{apps,docs,examples,packages}/*/**/*.md", "{benchmark,examples,reliability}/*.md"], {
      cwd: workspace,
      exclude: ["**/node_modules"],
    }),
  )("in %s", (document) => {
    const links = Array.from(read(document).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g), ([, link = ""]) => link)
    assert.deepStrictEqual(
      links.filter((link) => !leadsSomewhere(document, link)),
      [],
    )
  })

  it("which notices a missing file and a missing heading", () => {
    assert.isTrue(leadsSomewhere("CONTRIBUTING.md", "ARCHITECTURE.md#folders"))
    assert.isFalse(leadsSomewhere("CONTRIBUTING.md", "ARCHITECTURE.md#rooms"))
    assert.isFalse(leadsSomewhere("CONTRIBUTING.md", "packages/Folders.md"))
  })
})
