/** A temporary PostgreSQL server for tests and benchmarks, and a pooler in front of it. */
export { freePort } from "./FreePort.ts"
export { type LocalPostgres, type ServerTls, startLocalPostgres } from "./LocalPostgres.ts"
export { type PgBouncer, pgBouncerProgram, startPgBouncer } from "./PgBouncer.ts"
export type { Postgres } from "./Postgres.ts"
export { startPostgres } from "./StartPostgres.ts"
