import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { docsPage } from "../../src/docs/DocsPage.ts"
import { docsStyle } from "../../src/docs/DocsStyle.ts"
import { openApi } from "../../src/docs/OpenApi.ts"
import type { OpenApiDocument } from "../../src/docs/OpenApiDocument.ts"

const document = openApi("http://localhost:8365", { isNeeded: true, isIssued: true })
const textOfPage = (described: OpenApiDocument) => docsPage(described).body ?? ""

const page = textOfPage(document)

const attributes = (name: string) =>
  [...page.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(([, value = ""]) => value)

const textOf = (html: string) =>
  html
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")

const inside = (element: string) => {
  const found = [...page.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, "gs"))]
  assert.lengthOf(found, 1)
  return found[0]?.[1] ?? ""
}

describe("The documentation page", () => {
  it("loads nothing from another address", () => {
    assert.deepStrictEqual(
      attributes("href")
        .filter((address) => !address.startsWith("#"))
        .sort(),
      ["data:,", "openapi.json"],
    )
    assert.notMatch(page, / src=| srcset=| on\w+=|<(?:img|iframe|object|embed|form|video|audio|base)\b/)
    assert.notMatch(docsStyle, /url\(|@import|@font-face/)
    assert.notMatch(inside("script"), /fetch|import|XMLHttpRequest|innerHTML/)
  })

  it("has a policy that allows only its own style and script", () => {
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
    assert.strictEqual(
      docsPage(document).headers["Content-Security-Policy"],
      `default-src 'none'; style-src ${hash(inside("style"))}; script-src ${hash(inside("script"))}; img-src data:; ` +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    assert.notInclude(page, "style=")
  })

  it("closes every element in order, and repeats no id", () => {
    const empty = new Set(["meta", "link", "hr", "br"])
    const open: Array<string> = []
    for (const [, closing, name = ""] of page
      .replace(/<(style|script)>.*?<\/\1>/gs, "")
      .matchAll(/<(\/?)(\w+)[^>]*>/g)) {
      if (closing) assert.strictEqual(open.pop(), name)
      else if (!empty.has(name)) open.push(name)
    }
    assert.deepStrictEqual(open, [])
    const ids = attributes("id")
    assert.deepStrictEqual([...new Set(ids)], ids)
  })

  it("has a target for every link, and labels its landmarks", () => {
    const ids = new Set(attributes("id"))
    const targets = attributes("href").filter((address) => address.startsWith("#"))
    assert.isAbove(targets.length, 50)
    for (const target of targets) assert.isTrue(ids.has(target.slice(1)), target)
    for (const label of attributes("aria-labelledby")) assert.isTrue(ids.has(label), label)
    for (const landmark of [/<main /g, /<header /g, /<nav aria-label="/g, /<h1>/g, /<html lang="en">/g]) {
      assert.lengthOf(page.match(landmark) ?? [], 1, String(landmark))
    }
  })

  it("skips no heading level", () => {
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level))
    assert.strictEqual(levels[0], 1)
    for (const [index, level] of levels.entries()) {
      assert.isAtMost(level, (levels[index - 1] ?? 0) + 1, `the heading ${index}`)
    }
  })

  it("shows every operation, parameter, status, failure and property", () => {
    const text = textOf(page)
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, { operationId, summary, responses }] of Object.entries(item)) {
        const [, article = ""] = page.split(`<article id="${operationId}"`)
        const [own = ""] = article.split("</article>")
        for (const shown of [summary, path, method, "curl -i"]) assert.include(textOf(own), shown)
        for (const status of Object.keys(responses)) {
          assert.match(own, new RegExp(`<(?:dt|a [^>]*)>${status === "default" ? "other" : status}[ <]`))
        }
      }
    }
    for (const { name, description } of Object.values(document.components.parameters)) {
      assert.include(text, name)
      assert.include(text, description.replaceAll("`", ""))
    }
    for (const { description } of Object.values(document.components.responses)) {
      assert.include(text, description.replaceAll("`", ""))
    }
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas)) {
      const [, schema = ""] = page.split(`<article id="schema-${name}"`)
      for (const property of Object.keys(properties)) assert.include(schema, `<code>${property}</code>`)
    }
    const [, failure = ""] = page.split(`<article id="schema-Failure"`)
    for (const deep of ["innerError", "request-id", "details", "target"])
      assert.include(failure, `<code>${deep}</code>`)
    for (const state of ["active", "error", "inactive"]) assert.include(page, `<code>${state}</code>`)
    assert.include(text, "string or null, required")
  })

  it("has the command that gets a token from the built-in issuer, and from no other", () => {
    const address = `http://localhost:8365/${defaultTenant}/oauth2/v2.0/token`
    assert.include(textOf(page), `TOKEN=$(curl -s \\\n  '${address}' `)
    const foreign = textOf(textOfPage(openApi("http://localhost:8365", { isNeeded: true })))
    assert.include(foreign, "TOKEN='your token'")
    assert.notInclude(foreign, "TOKEN=$(")
  })

  it("asks for no token if the server needs none", () => {
    const open = textOfPage(openApi("http://localhost:8365", { isNeeded: false }))
    for (const asked of ["$TOKEN", "TOKEN=", "Authorization", "permission <code>"]) {
      assert.include(textOf(page) + page, asked)
      assert.notInclude(textOf(open) + open, asked)
    }
  })

  it("shows text between backquotes as code", () => {
    const tags = document.tags.map(({ name }) => ({ name, description: "Say `a<b` or `c`." }))
    assert.include(textOfPage({ ...document, tags }), "<p>Say <code>a&lt;b</code> or <code>c</code>.</p>")
    assert.include(page, "<code>/{id}</code>")
  })

  it("escapes all text of the document", () => {
    const evil = `</script><img src=x onerror="a('&')">`
    const changed = textOfPage({
      ...document,
      info: { title: evil, version: evil, description: evil },
      servers: [{ url: evil }],
      tags: document.tags.map(({ name }) => ({ name, description: evil })),
    })
    assert.notInclude(changed, "<img")
    assert.strictEqual(changed.split("</script>").length, 2)
    assert.include(textOf(changed), evil)
  })

  it("names a reference without a target", () =>
    assert.throws(
      () => textOfPage({ ...document, components: { ...document.components, parameters: {} } }),
      /Missing #\/components\/parameters\//,
    ))

  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const channel = Number.parseInt(color.slice(at, at + 2), 16) / 255
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  it("has a contrast of at least 4.5 to 1, in light and in dark", () => {
    const themes = [...docsStyle.matchAll(/:root \{([^}]*)\}/g)].map(([, block = ""]) =>
      Object.fromEntries(
        [...block.matchAll(/--(\w+): (#[\da-f]{6})/g)].map(([, name = "", color = ""]) => [name, color]),
      ),
    )
    assert.lengthOf(themes, 2)
    for (const { back = "", raised = "", line: _, ...foregrounds } of themes) {
      assert.isAbove(Object.keys(foregrounds).length, 6)
      for (const [name, color] of Object.entries(foregrounds)) {
        for (const behind of [back, raised]) {
          const [dark = 0, light = 0] = [luminance(color), luminance(behind)].sort((a, b) => a - b)
          assert.isAtLeast((light + 0.05) / (dark + 0.05), 4.5, `${name} ${color} on ${behind}`)
        }
      }
    }
  })
})
