/** Where connectors are found below the root of the service. */

/** The path of the collection, without slashes around it. */
export const collectionPath = "deviceManagement/domainJoinConnectors"

/**
 * The path of one connector, with its id as an OData key: a quoted literal whose own quotes are doubled,
 * percent-encoded so that any id makes one path segment.
 */
export const entityPath = (id: string): string =>
  `${collectionPath}('${isPlain.test(id) ? id : encodeURIComponent(id.replaceAll("'", "''"))}')`

/** Text that a URL carries as it is, as nearly every id. */
const isPlain = /^[\w-]*$/
