/** A PostgreSQL of its own for tests and benchmarks. */
export { type OwnPostgres, startOwnPostgres } from "./OwnPostgres.ts"
export { type Postgres, startPostgres } from "./Postgres.ts"
