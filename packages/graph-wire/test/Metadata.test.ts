import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, DomainJoinConnectorState, propertyNames, propertyOf } from "@odj/domain"
import { Result } from "effect"
import { parseFilter } from "../src/filter/FilterText.ts"
import { metadataDocument } from "../src/Metadata.ts"
import { supportsRepeatableCreates } from "../src/Repeatability.ts"

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Array<Element>
  text: string
}

/** Parses XML of elements, attributes and text, which is all that the document has; throws for anything else. */
const read = (xml: string): Element => {
  const document: Element = { name: "", attributes: {}, children: [], text: "" }
  const open = [document]
  const token = /<\?xml [^?<]*\?>|<(\/?)([\w:]+)((?: [\w:]+="[^"<&]*")*)( ?\/)?>|([^<>&]+)/y
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex
    const [all, closing, name, attributes = "", empty, text] = token.exec(xml) ?? []
    assert(all !== undefined, `no XML at ${xml.slice(at, at + 60)}`)
    const parent = open.at(-1)
    assert(parent !== undefined)
    if (text !== undefined) parent.text += text.trim()
    else if (closing) assert.strictEqual(open.pop()?.name, name)
    else if (name !== undefined) {
      const pairs = [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
        key,
        value,
      ])
      assert.strictEqual(new Set(pairs.map(([key]) => key)).size, pairs.length, all)
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" }
      parent.children.push(element)
      if (empty === undefined) open.push(element)
    }
  }
  assert.deepStrictEqual(open, [document])
  assert.strictEqual(document.text, "")
  return document
}

/** All elements with that name, at any depth. */
const all = (element: Element, name: string): ReadonlyArray<Element> =>
  element.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)])

const document = read(metadataDocument)

const named = (name: string, Name: string) => {
  const found = all(document, name).filter(({ attributes }) => attributes.Name === Name)
  assert.lengthOf(found, 1, `${name} ${Name}`)
  return found[0] as Element
}

const annotationsOf = (Target: string) =>
  all(document, "Annotations")
    .filter(({ attributes }) => attributes.Target === Target)
    .flatMap(({ children }) => children)

describe("The metadata document", () => {
  it("is one schema of OData 4.0, in Graph's namespace", () => {
    assert.deepStrictEqual(
      document.children.map(({ name, attributes }) => [name, attributes.Version, attributes["xmlns:edmx"]]),
      [["edmx:Edmx", "4.0", "http://docs.oasis-open.org/odata/ns/edmx"]],
    )
    assert.deepStrictEqual(
      all(document, "Schema").map(({ attributes }) => attributes),
      [
        {
          Namespace: "microsoft.graph",
          Alias: "graph",
          xmlns: "http://docs.oasis-open.org/odata/ns/edm",
        },
      ],
    )
  })

  it("has every property of the model, with its type and whether it is nullable", () => {
    const entity = named("EntityType", "entity")
    const connector = named("EntityType", "deviceManagementDomainJoinConnector")
    const properties = [...all(entity, "Property"), ...all(connector, "Property")].map(
      ({ attributes: { Name = "", Type, Nullable } }) => [Name, { Type, Nullable }] as const,
    )
    const types = {
      text: "Edm.String",
      timestamp: "Edm.DateTimeOffset",
      state: "graph.deviceManagementDomainJoinConnectorState",
    }
    assert.deepStrictEqual(
      properties,
      propertyNames.map((name) => {
        const { kind, isNullable } = propertyOf(name)
        return [name, { Type: types[kind], Nullable: isNullable ? undefined : "false" }]
      }),
    )
  })

  it("has an abstract entity with the key; the other types extend it without repeating the id", () => {
    const entity = named("EntityType", "entity")
    assert.strictEqual(entity.attributes.Abstract, "true")
    assert.deepStrictEqual(
      all(entity, "PropertyRef").map(({ attributes }) => attributes),
      [{ Name: "id" }],
    )
    const others = all(document, "EntityType").filter((type) => type !== entity)
    assert.deepStrictEqual(
      others.map(({ attributes }) => [attributes.Name, attributes.BaseType]),
      [
        ["deviceManagementDomainJoinConnector", "graph.entity"],
        ["deviceManagement", "graph.entity"],
      ],
    )
    for (const type of others)
      assert.notInclude(
        all(type, "Property").map(({ attributes }) => attributes.Name),
        "id",
      )
  })

  it("numbers the states as Graph does", () => {
    const members = named("EnumType", "deviceManagementDomainJoinConnectorState").children.map(
      ({ attributes }) => attributes,
    )
    assert.deepStrictEqual(members, [
      { Name: "active", Value: "0" },
      { Name: "error", Value: "1" },
      { Name: "inactive", Value: "2" },
    ])
    assert.deepStrictEqual(
      members.map(({ Name }) => Name),
      [...DomainJoinConnectorState.literals],
    )
  })

  it("leads from the one singleton to the connectors, which it contains", () => {
    assert.deepStrictEqual(
      all(named("EntityContainer", "GraphService"), "Singleton").map(({ attributes }) => attributes),
      [{ Name: "deviceManagement", Type: "graph.deviceManagement" }],
    )
    assert.deepStrictEqual(
      named("EntityType", "deviceManagement").children.map(({ name, attributes }) => [name, attributes]),
      [
        [
          "NavigationProperty",
          {
            Name: "domainJoinConnectors",
            Type: "Collection(graph.deviceManagementDomainJoinConnector)",
            ContainsTarget: "true",
          },
        ],
      ],
    )
  })

  it("describes the connector in Graph's words", () =>
    assert.deepStrictEqual(
      annotationsOf("microsoft.graph.deviceManagementDomainJoinConnector").map(
        ({ attributes }) => attributes,
      ),
      [
        {
          Term: "Org.OData.Core.V1.Description",
          String:
            "A Domain Join Connector is a connector that is responsible to allocate (and delete) machine account blobs",
        },
      ],
    ))

  const [repeatability, functions, ...restrictions] = annotationsOf(
    "microsoft.graph.deviceManagement/domainJoinConnectors",
  )

  it("says that creates are repeatable", () => {
    assert.deepStrictEqual(repeatability?.attributes, { Term: "Org.OData.Repeatability.V1.Supported" })
    assert.isTrue(supportsRepeatableCreates(metadataDocument))
  })

  it("lists exactly the operators and functions that a filter supports", () => {
    const conditions: Record<string, string> = {
      eq: "id eq 'a'",
      ne: "id ne 'a'",
      gt: "id gt 'a'",
      ge: "id ge 'a'",
      lt: "id lt 'a'",
      le: "id le 'a'",
      in: "id in ('a')",
      and: "id eq 'a' and id eq 'b'",
      or: "id eq 'a' or id eq 'b'",
      not: "not (id eq 'a')",
      has: "state has 'error'",
      add: "id add 'a' eq 'b'",
    }
    const time = "lastConnectionDateTime"
    const operands: Record<string, string> = {
      substring: "id,1",
      cast: "id,Edm.String",
      isof: "id,Edm.String",
    }
    for (const name of [
      "contains",
      "startswith",
      "endswith",
      "substringof",
      "matchesPattern",
      "concat",
      "indexof",
    ]) {
      operands[name] = "id,'a'"
    }
    for (const name of ["tolower", "toupper", "trim", "length", "totalseconds", "round"])
      operands[name] = "id"
    for (const name of ["year", "month", "day", "hour", "minute", "second", "fractionalseconds"]) {
      operands[name] = time
    }
    for (const name of ["date", "time", "totaloffsetminutes"]) operands[name] = time
    for (const name of ["now", "mindatetime", "maxdatetime"]) operands[name] = ""
    const isCondition = /with$|^(?:contains|isof)$/
    for (const [name, operand] of Object.entries(operands)) {
      conditions[name] = `${name}(${operand})${isCondition.test(name) ? "" : " eq null"}`
    }
    const understood = Object.keys(conditions).filter((name) =>
      Result.isSuccess(
        parseFilter(conditions[name] ?? "", new Map(), () => DateTimeOffset.make("2016-12-31T00:00Z")),
      ),
    )
    assert.strictEqual(functions?.attributes.Term, "Org.OData.Capabilities.V1.FilterFunctions")
    assert.sameMembers(
      all(functions as Element, "String").map(({ text }) => text),
      understood,
    )
    assert.lengthOf(understood, 36)
  })

  it("says that search and expand are not supported", () =>
    assert.deepStrictEqual(
      restrictions.map((annotation) => [
        annotation.attributes.Term,
        ...all(annotation, "PropertyValue").map(({ attributes }) => attributes),
      ]),
      [
        ["Org.OData.Capabilities.V1.SearchRestrictions", { Property: "Searchable", Bool: "false" }],
        ["Org.OData.Capabilities.V1.ExpandRestrictions", { Property: "Expandable", Bool: "false" }],
      ],
    ))

  it("names no type that it does not define", () => {
    const defined = [...all(document, "EntityType"), ...all(document, "EnumType")].map(
      ({ attributes }) => attributes.Name,
    )
    const used = [...metadataDocument.matchAll(/"(?:Collection\()?graph\.(\w+)\)?"/g)].map(([, name]) => name)
    assert.isAbove(used.length, 4)
    for (const name of used) assert.include(defined, name)
  })
})
