import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Html, html } from "../../src/http/Html.ts"

describe("html", () => {
  it("escapes text, in elements and in attributes", () =>
    assert.strictEqual(
      html`<a title="${'"><script>'}">${"Tom & Jerry's <b>"}</a>`.text,
      '<a title="&quot;&gt;&lt;script&gt;">Tom &amp; Jerry&#39;s &lt;b&gt;</a>',
    ))

  it("inserts templates unescaped, alone and in lists", () => {
    const items = ["<1>", "2"].map((item) => html`<li>${item}</li>`)
    assert.strictEqual(
      html`<ul>${items}${[["&", 3], html`<hr>`]}${new Html("<br>")}</ul>`.text,
      "<ul><li>&lt;1&gt;</li><li>2</li>&amp;3<hr><br></ul>",
    )
  })

  it.prop("lets no text end an element or an attribute", [Schema.String], ([text]) => {
    const written = html`${text}`.text
    assert.notMatch(written, /[<>"']/)
    const read = written
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&")
    assert.strictEqual(read, text)
  })
})
