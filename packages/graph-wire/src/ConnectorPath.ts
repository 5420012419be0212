/** The paths of connectors below the service root. */

/** The path of the singleton that contains the connectors, without slashes around it. */
export const singletonPath = "deviceManagement"

/** The name of the connectors in the singleton. */
export const navigationProperty = "domainJoinConnectors"

/** The path of the collection, without slashes around it. */
export const collectionPath = `${singletonPath}/${navigationProperty}`

/**
 * The path of one connector, with its id as an OData key: a quoted literal with doubled quotes, percent-encoded so that
 * any id fits in one path segment.
 */
export const entityPath = (id: string): string =>
  `${collectionPath}('${isPlain.test(id) ? id : encodeURIComponent(id.replaceAll("'", "''"))}')`

/** Text that needs no encoding: nearly every id. */
const isPlain = /^[\w-]*$/
