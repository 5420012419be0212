/** A `ConnectorStore` in memory. */
export * as MemoryConnectorStore from "./MemoryConnectorStore.ts"
