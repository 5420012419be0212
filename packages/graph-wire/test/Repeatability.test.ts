/** Shows that no document is taken for one that says that creates are repeatable but one that does. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { metadataDocument } from "../src/Metadata.ts"
import { supportsRepeatableCreates } from "../src/Repeatability.ts"

const annotation = '<Annotation Term="Org.OData.Repeatability.V1.Supported" />'
const target = 'Target="microsoft.graph.deviceManagement/domainJoinConnectors"'

/** Our own document with another text in the place of one. */
const instead = (text: string, other: string) => {
  assert.include(metadataDocument, text)
  return metadataDocument.replace(text, () => other)
}

const without = instead(annotation, "")

describe("supportsRepeatableCreates", () => {
  const repeatable: Record<string, string> = {
    "is our own": metadataDocument,
    "says that the tag is true": instead(annotation, annotation.replace(" />", ' Bool="true"/>')),
    "is written with other quotes and spaces": instead(
      annotation,
      "<Annotation\n  Term = 'Org.OData.Repeatability.V1.Supported'\t/>",
    ),
    "says other things of it too": instead(annotation, `<!-- < --><Annotation Term="a.b"/>${annotation}`),
    "says it of something else with a qualifier": instead(
      annotation,
      `${annotation}${annotation.replace(" />", ' Qualifier="PATCH" Bool="false" />')}`,
    ),
  }
  for (const [what, document] of Object.entries(repeatable)) {
    it(`believes a document that ${what}`, () => assert.isTrue(supportsRepeatableCreates(document)))
  }

  const unrepeatable: Record<string, string> = {
    "does not say it": without,
    "says it in a comment": instead(annotation, `<!-- ${annotation} -->`),
    "says it in an instruction": instead(annotation, `<?x ${annotation} ?>`),
    "says it in a text that is not parsed": instead(annotation, `<![CDATA[${annotation}]]>`),
    "says it in the value of an attribute": instead(
      annotation,
      `<Annotation Term="Org.OData.Core.V1.Description" String=" Term='Org.OData.Repeatability.V1.Supported' " />`,
    ),
    "says the contrary": instead(annotation, annotation.replace(" />", ' Bool="false" />')),
    "says the contrary at last": instead(
      annotation,
      `${annotation}${annotation.replace(" />", ' Bool="false" />')}`,
    ),
    "says the contrary in an element": instead(
      annotation,
      `${annotation.replace(" />", "><Bool>false</Bool></Annotation>")}`,
    ),
    "says the contrary at last in an element": instead(
      annotation,
      `${annotation}${annotation.replace(" />", "><Bool>false</Bool></Annotation>")}`,
    ),
    "says it with a value that is no boolean": instead(
      annotation,
      annotation.replace(" />", ' String="false" />'),
    ),
    "says it with a value that is found elsewhere": instead(
      annotation,
      annotation.replace(" />", ' Path="x" />'),
    ),
    "says it with two values": instead(annotation, annotation.replace(" />", ' Bool="true" Path="x" />')),
    "says it among annotations with a qualifier": instead(target, `${target} Qualifier="PATCH"`),
    "says it among annotations of something else, which hold some of its own": instead(
      annotation,
      "",
    ).replace(
      "</Schema>",
      `<Annotations Target="a/b"><Annotations ${target}/>${annotation}</Annotations></Schema>`,
    ),
    "has two root elements": `${metadataDocument}<a/>`,
    "comes after another root element": `<a></a>${metadataDocument}`,
    "is there twice": metadataDocument + metadataDocument,
    "says it with a qualifier": instead(annotation, annotation.replace(" />", ' Qualifier="PATCH" />')),
    "says it by another term": instead(annotation, annotation.replace("Supported", "DeleteSupported")),
    "says it of another collection": instead(target, target.replace("domainJoin", "ndesC")),
    "says it of a property of the connectors": instead(target, target.replace('s"', 's/id"')),
    "says it of nothing": instead(target, ""),
    "says it within something else": instead(annotation, `<Record>${annotation}</Record>`),
    "says it after the annotations": instead("</Schema>", `${annotation}</Schema>`).replace(annotation, ""),
    "breaks off": metadataDocument.slice(0, -10),
    "breaks off within a tag": metadataDocument.trimEnd().slice(0, -1),
    "has what is no XML between two elements": instead("</Schema>", "<<</Schema>"),
    "has elements that are not closed in turn": instead("</Schema>", "</Schema></a>"),
    "has a type of its own": instead("<edmx:Edmx", "<!DOCTYPE a [<!ENTITY b 'c'>]><edmx:Edmx"),
    "is a page of a proxy": `<html><body>${annotation}</body></html>`,
    "is JSON": JSON.stringify({ "@Org.OData.Repeatability.V1.Supported": true }),
    "is empty": "",
  }
  for (const [what, document] of Object.entries(unrepeatable)) {
    it(`does not believe one that ${what}`, () => assert.isFalse(supportsRepeatableCreates(document)))
  }

  const Cut = Schema.Int.check(
    Schema.isBetween({ minimum: 0, maximum: metadataDocument.trimEnd().length - 1 }),
  )

  it.prop("believes no beginning of a document", [Cut], ([cut]) => {
    assert.isFalse(supportsRepeatableCreates(metadataDocument.slice(0, cut)))
  })

  it("reads megabytes to their end", () => {
    const long = without.replace("<EnumType", () => `${"<a b='c'>d</a> ".repeat(300_000)}<EnumType`)
    assert.isFalse(supportsRepeatableCreates(long))
    assert.isTrue(
      supportsRepeatableCreates(long.replace(`<Annotations ${target}>`, (all) => all + annotation)),
    )
    assert.isFalse(supportsRepeatableCreates(`<a${" ".repeat(4_000_000)}`))
  })

  it("reads to its end what is nested without end", () => {
    const depth = 200_000
    const nested = `${`<a>${annotation}`.repeat(depth)}${"</a>".repeat(depth)}`
    const within = `<Annotations ${target}>`
    assert.isFalse(supportsRepeatableCreates(without.replace(within, (all) => all + nested)))
    assert.isTrue(supportsRepeatableCreates(metadataDocument.replace(within, (all) => all + nested)))
  })
})
