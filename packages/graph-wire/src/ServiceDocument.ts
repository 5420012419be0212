/** The two resources above the connectors: the service document, and the singleton that contains them. */
import type { Representation } from "./ConnectorJson.ts"
import { collectionPath, navigationProperty, singletonPath } from "./ConnectorPath.ts"
import { namespace } from "./filter/TypeNames.ts"

const contextOf = ({ serviceRoot, metadata }: Representation, fragment: string) =>
  metadata !== "none" && { "@odata.context": `${serviceRoot}/$metadata${fragment}` }

/** Writes the service document as JSON text. Source: OData JSON Format, "Service Document". */
export const encodeServiceDocument = (representation: Representation): string =>
  JSON.stringify({
    ...contextOf(representation, ""),
    value: [{ name: singletonPath, kind: "Singleton", url: singletonPath }],
  })

/**
 * Writes the singleton as JSON text. As in Graph, its id is its name. Only full metadata has a link to the
 * connectors: otherwise clients make it by OData's conventions.
 */
export const encodeSingleton = (representation: Representation): string => {
  const { serviceRoot, metadata } = representation
  return JSON.stringify({
    ...contextOf(representation, `#${singletonPath}`),
    ...(metadata === "full" && {
      "@odata.type": `#${namespace}.${singletonPath}`,
      "@odata.id": `${serviceRoot}/${singletonPath}`,
      [`${navigationProperty}@odata.navigationLink`]: `${serviceRoot}/${collectionPath}`,
    }),
    id: singletonPath,
  })
}
