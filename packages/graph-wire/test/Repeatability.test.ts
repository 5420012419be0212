/** Tests that a document counts as saying that creates are repeatable only if it does. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { metadataDocument } from "../src/Metadata.ts"
import { supportsRepeatableCreates } from "../src/Repeatability.ts"

const annotation = '<Annotation Term="Org.OData.Repeatability.V1.Supported" />'
const target = 'Target="microsoft.graph.deviceManagement/domainJoinConnectors"'

/** The document of this package with one text replaced. */
const instead = (text: string, other: string) => {
  assert.include(metadataDocument, text)
  return metadataDocument.replace(text, () => other)
}

const without = instead(annotation, "")

describe("supportsRepeatableCreates", () => {
  const repeatable: Record<string, string> = {
    "is this package's own": metadataDocument,
    "gives the tag the value true": instead(annotation, annotation.replace(" />", ' Bool="true"/>')),
    "is written with other quotes and spaces": instead(
      annotation,
      "<Annotation\n  Term = 'Org.OData.Repeatability.V1.Supported'\t/>",
    ),
    "has other annotations on it": instead(annotation, `<!-- < --><Annotation Term="a.b"/>${annotation}`),
    "has it with a qualifier on something else": instead(
      annotation,
      `${annotation}${annotation.replace(" />", ' Qualifier="PATCH" Bool="false" />')}`,
    ),
  }
  for (const [what, document] of Object.entries(repeatable)) {
    it(`accepts a document that ${what}`, () => assert.isTrue(supportsRepeatableCreates(document)))
  }

  const unrepeatable: Record<string, string> = {
    "does not have the annotation": without,
    "has it in a comment": instead(annotation, `<!-- ${annotation} -->`),
    "has it in a processing instruction": instead(annotation, `<?x ${annotation} ?>`),
    "has it in a CDATA section": instead(annotation, `<![CDATA[${annotation}]]>`),
    "has it in the value of an attribute": instead(
      annotation,
      `<Annotation Term="Org.OData.Core.V1.Description" String=" Term='Org.OData.Repeatability.V1.Supported' " />`,
    ),
    "has it with the value false": instead(annotation, annotation.replace(" />", ' Bool="false" />')),
    "has it again with the value false": instead(
      annotation,
      `${annotation}${annotation.replace(" />", ' Bool="false" />')}`,
    ),
    "has the value false in an element": instead(
      annotation,
      `${annotation.replace(" />", "><Bool>false</Bool></Annotation>")}`,
    ),
    "has it again with the value false in an element": instead(
      annotation,
      `${annotation}${annotation.replace(" />", "><Bool>false</Bool></Annotation>")}`,
    ),
    "has it with a value that is not a boolean": instead(
      annotation,
      annotation.replace(" />", ' String="false" />'),
    ),
    "has it with a path as value": instead(annotation, annotation.replace(" />", ' Path="x" />')),
    "has it with two values": instead(annotation, annotation.replace(" />", ' Bool="true" Path="x" />')),
    "has it among annotations with a qualifier": instead(target, `${target} Qualifier="PATCH"`),
    "has it among annotations of something else, inside those of the collection": instead(
      annotation,
      "",
    ).replace(
      "</Schema>",
      `<Annotations Target="a/b"><Annotations ${target}/>${annotation}</Annotations></Schema>`,
    ),
    "has two root elements": `${metadataDocument}<a/>`,
    "comes after another root element": `<a></a>${metadataDocument}`,
    "is repeated": metadataDocument + metadataDocument,
    "has it with a qualifier": instead(annotation, annotation.replace(" />", ' Qualifier="PATCH" />')),
    "has another term": instead(annotation, annotation.replace("Supported", "DeleteSupported")),
    "has it on another collection": instead(target, target.replace("domainJoin", "ndesC")),
    "has it on a property of the connectors": instead(target, target.replace('s"', 's/id"')),
    "has it on nothing": instead(target, ""),
    "has it inside another element": instead(annotation, `<Record>${annotation}</Record>`),
    "has it after the annotations": instead("</Schema>", `${annotation}</Schema>`).replace(annotation, ""),
    "breaks off": metadataDocument.slice(0, -10),
    "breaks off within a tag": metadataDocument.trimEnd().slice(0, -1),
    "has invalid XML between two elements": instead("</Schema>", "<<</Schema>"),
    "closes an element that is not open": instead("</Schema>", "</Schema></a>"),
    "has a document type": instead("<edmx:Edmx", "<!DOCTYPE a [<!ENTITY b 'c'>]><edmx:Edmx"),
    "is a page of a proxy": `<html><body>${annotation}</body></html>`,
    "is JSON": JSON.stringify({ "@Org.OData.Repeatability.V1.Supported": true }),
    "is empty": "",
  }
  for (const [what, document] of Object.entries(unrepeatable)) {
    it(`rejects a document that ${what}`, () => assert.isFalse(supportsRepeatableCreates(document)))
  }

  const Cut = Schema.Int.check(
    Schema.isBetween({ minimum: 0, maximum: metadataDocument.trimEnd().length - 1 }),
  )

  it.prop("rejects a truncated document", [Cut], ([cut]) => {
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

  it("reads deeply nested elements", () => {
    const depth = 200_000
    const nested = `${`<a>${annotation}`.repeat(depth)}${"</a>".repeat(depth)}`
    const within = `<Annotations ${target}>`
    assert.isFalse(supportsRepeatableCreates(without.replace(within, (all) => all + nested)))
    assert.isTrue(supportsRepeatableCreates(metadataDocument.replace(within, (all) => all + nested)))
  })
})
