/** A temporary PostgreSQL server for tests and benchmarks. */
export { type LocalPostgres, startLocalPostgres } from "./LocalPostgres.ts"
export type { Postgres } from "./Postgres.ts"
export { startPostgres } from "./StartPostgres.ts"
