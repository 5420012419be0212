/** The name of the connector's type in Graph. */

/** The name of the type in Graph's metadata, which `@odata.type` has after a `#`. */
export const qualifiedTypeName = "microsoft.graph.deviceManagementDomainJoinConnector"
