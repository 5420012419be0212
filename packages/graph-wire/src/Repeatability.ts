/**
 * Whether a service says in its metadata document that creates of connectors are repeatable: that one which is sent again
 * with its `Repeatability-Request-ID` is carried out once.
 *
 * Source: OASIS Repeatable Requests 1.0, section 8.2; OData's vocabulary `Org.OData.Repeatability.V1`.
 */
import { qualifiedTypeName } from "@odj/domain"
import { collectionPath } from "./ConnectorPath.ts"

/** The collection of connectors, as annotations name what they are about. */
export const annotatedCollection = `${qualifiedTypeName.slice(0, qualifiedTypeName.lastIndexOf("."))}.${collectionPath}`

/** The term with which a service says that it supports repeatable requests; it is a tag, true without a value. */
export const repeatabilityTerm = "Org.OData.Repeatability.V1.Supported"

/** A piece of XML without a document type; of an element's tag its slashes, its name and its attributes. */
const piece =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/sy

const attributesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(
      text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g),
      ([, name = "", double, single]) => [name, double ?? single ?? ""],
    ),
  )

const places = ["edmx:Edmx", "edmx:DataServices", "Schema", "Annotations"]

/** Whether the elements are those in which annotations stand. */
const isPlace = (open: ReadonlyArray<string>) =>
  open.length === places.length && open.every((name, depth) => name === places[depth])

/** What an annotation says of our term, if it is about that: true by its being there, and by nothing else than `Bool`. */
const saidBy = (annotation: ReadonlyMap<string, string>): boolean | undefined => {
  if (annotation.get("Term") !== repeatabilityTerm || annotation.has("Qualifier")) return undefined
  const value = annotation.get("Bool")
  return annotation.size === (value === undefined ? 1 : 2) && (value ?? "true") === "true"
}

/**
 * Whether the document annotates the collection of connectors with `repeatabilityTerm`, as our own does: under the
 * vocabulary's full name, and for the collection itself.
 *
 * Whatever says it in another way, or is no XML from beginning to end, counts as a document that does not: a service that
 * is wrongly taken for one that supports it would be given a second connector. The time grows with the length.
 */
export const supportsRepeatableCreates = (metadata: string): boolean => {
  const open: Array<string> = []
  let target: string | undefined
  let isSaid = false
  let hasRoot = false
  piece.lastIndex = 0
  while (piece.lastIndex < metadata.length) {
    const found = piece.exec(metadata)
    if (found === null) return false
    const [, closing, name, attributes = "", empty] = found
    if (name === undefined) continue
    if (closing) {
      if (open.pop() !== name) return false
      continue
    }
    if (open.length === 0 && hasRoot) return false
    hasRoot = true
    if (name === "Annotations" && open.length === places.length - 1) {
      const annotations = attributesIn(attributes)
      target = annotations.has("Qualifier") ? undefined : annotations.get("Target")
    }
    if (name === "Annotation" && target === annotatedCollection && isPlace(open)) {
      const said = saidBy(attributesIn(attributes))
      // What stands within it may say anything.
      if (said !== undefined) isSaid = said && empty !== ""
    }
    if (!empty) open.push(name)
  }
  return isSaid && open.length === 0
}
