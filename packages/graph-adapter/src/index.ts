/** A `ConnectorStore` over Microsoft Graph. */
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
