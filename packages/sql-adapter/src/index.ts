/** `ConnectorStore`s over SQLite and PostgreSQL. */
export {
  ConnectorDatabase,
  type DatabaseContents,
  DatabaseRefused,
  storeLayer,
} from "./database/ConnectorDatabase.ts"
export * as PostgresConnectorStore from "./postgres/PostgresConnectorStore.ts"
export * as SqliteConnectorStore from "./sqlite/SqliteConnectorStore.ts"
