/**
 * Finds out from a metadata document whether a service supports repeatable creates of connectors: retries with the same
 * `Repeatability-Request-ID` are processed once.
 *
 * Source: OASIS Repeatable Requests 1.0, section 8.2; OData's vocabulary `Org.OData.Repeatability.V1`.
 */
import { qualifiedTypeName } from "@odj/domain"
import { collectionPath } from "./ConnectorPath.ts"

/** The collection of connectors as the target of annotations. */
export const annotatedCollection = `${qualifiedTypeName.slice(0, qualifiedTypeName.lastIndexOf("."))}.${collectionPath}`

/** The term for the support of repeatable requests. It is a tag: without a value it is true. */
export const repeatabilityTerm = "Org.OData.Repeatability.V1.Supported"

/** A token of XML without a document type. The groups are the slashes, name and attributes of a tag. */
const piece =
  /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|[^<]+/sy

const attributesIn = (text: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(
      text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g),
      ([, name = "", double, single]) => [name, double ?? single ?? ""],
    ),
  )

/** The elements around an annotation. */
const annotationPath = ["edmx:Edmx", "edmx:DataServices", "Schema", "Annotations"]

const isAnnotationPath = (open: ReadonlyArray<string>) =>
  open.length === annotationPath.length && open.every((name, depth) => name === annotationPath[depth])

/**
 * The value of the term in an annotation; `undefined` if it is about another. Any value but a `Bool` counts as false.
 */
const valueIn = (annotation: ReadonlyMap<string, string>): boolean | undefined => {
  if (annotation.get("Term") !== repeatabilityTerm || annotation.has("Qualifier")) return undefined
  const value = annotation.get("Bool")
  return annotation.size === (value === undefined ? 1 : 2) && (value ?? "true") === "true"
}

/**
 * Whether the document annotates the collection of connectors with `repeatabilityTerm`: by the term's full name, and on
 * the collection itself.
 *
 * Any other form, and XML that is not well-formed, counts as no: if support were assumed by mistake, a retry would
 * store a duplicate. The time is linear in the length.
 */
export const supportsRepeatableCreates = (metadata: string): boolean => {
  const open: Array<string> = []
  let target: string | undefined
  let isSupported = false
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
    if (name === "Annotations" && open.length === annotationPath.length - 1) {
      const annotations = attributesIn(attributes)
      target = annotations.has("Qualifier") ? undefined : annotations.get("Target")
    }
    if (name === "Annotation" && target === annotatedCollection && isAnnotationPath(open)) {
      const value = valueIn(attributesIn(attributes))
      // An element inside could give another value.
      if (value !== undefined) isSupported = value && empty !== ""
    }
    if (!empty) open.push(name)
  }
  return isSupported && open.length === 0
}
