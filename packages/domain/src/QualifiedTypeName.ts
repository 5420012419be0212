/** The name of the connector's type in Graph. */

/** The name of the type in Graph's metadata. In `@odata.type` it follows a `#`. */
export const qualifiedTypeName = "microsoft.graph.deviceManagementDomainJoinConnector"
