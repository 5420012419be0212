/** Tests that links in documents lead to existing files and headings. */
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const workspace = dirname(import.meta.dirname)

const read = (path: string) => readFileSync(join(workspace, path), "utf8")

/** The fragment of a heading on GitHub. */
const slugOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-")

const isValid = (document: string, link: string) => {
  const [path = "", heading] = link.split("#")
  const target = path === "" ? document : join(dirname(document), path)
  return (
    existsSync(join(workspace, target)) &&
    (heading === undefined ||
      Array.from(read(target).matchAll(/^#+ (.*)$/gm), ([, text = ""]) => slugOf(text)).includes(heading))
  )
}

describe("Links", () => {
  it.for(
    globSync(
      ["*.md", "{apps,docs,examples,packages}/*/**/*.md", "{benchmark,deploy,examples,reliability}/*.md"],
      {
        cwd: workspace,
        exclude: ["**/node_modules"],
      },
    ),
  )("in %s are valid", (document) => {
    const links = Array.from(read(document).matchAll(/\]\((?!\w+:)([^)\s]+)\)/g), ([, link = ""]) => link)
    assert.deepStrictEqual(
      links.filter((link) => !isValid(document, link)),
      [],
    )
  })

  it("to a missing file or heading are invalid", () => {
    assert.isTrue(isValid("CONTRIBUTING.md", "ARCHITECTURE.md#folders"))
    assert.isFalse(isValid("CONTRIBUTING.md", "ARCHITECTURE.md#missing"))
    assert.isFalse(isValid("CONTRIBUTING.md", "packages/Missing.md"))
  })
})
