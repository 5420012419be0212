/** The laws that every `ConnectorStore` keeps, as tests. */
export { connector, type Properties, storedConnector } from "./AnyConnector.ts"
export { arbitraryFilter, arbitraryOf } from "./ArbitraryFilter.ts"
export { laws, suite } from "./ConnectorStoreContract.ts"
export { ConnectorDamage, unreadableLaws } from "./UnreadableLaws.ts"
export { variousConnectors } from "./VariousConnectors.ts"
