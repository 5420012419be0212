/** A PostgreSQL of its own for tests and benchmarks. */
export { type OwnPostgres, startOwnPostgres } from "./OwnPostgres.ts"
export type { Postgres } from "./Postgres.ts"
export { startPostgres } from "./StartPostgres.ts"
