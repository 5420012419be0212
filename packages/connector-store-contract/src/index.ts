/** The laws every `ConnectorStore` keeps, as tests. */
export { laws, suite } from "./ConnectorStoreContract.ts"
