/** `ConnectorStore`s over SQLite and PostgreSQL. */
export { ConnectorDatabase, DatabaseRefused, storeLayer } from "./ConnectorDatabase.ts"
