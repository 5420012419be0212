/** `ConnectorStore`s over SQLite and PostgreSQL. */
export { ConnectorDatabase, DatabaseRefused, defaultTenant, storeLayer } from "./ConnectorDatabase.ts"
export * as PostgresConnectorStore from "./PostgresConnectorStore.ts"
export * as SqliteConnectorStore from "./SqliteConnectorStore.ts"
