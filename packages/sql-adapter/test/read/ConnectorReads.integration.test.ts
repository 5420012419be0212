import { PgClient } from "@effect/sql-pg"
import { afterAll, beforeAll, describe } from "@effect/vitest"
import { type Postgres, startPostgres } from "@odj/throwaway-postgres"
import { Effect, Layer, Redacted } from "effect"
import { migrate } from "../../src/database/Migrations.ts"
import { digestOf } from "../../src/postgres/CreateGroup.ts"
import { migrations } from "../../src/postgres/PostgresMigrations.ts"
import { suite } from "./ReadLaws.ts"

describe("Over PostgreSQL", () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  const client = Layer.unwrap(
    Effect.map(
      Effect.promise(() => postgres.newDatabase()),
      (url) => PgClient.layer({ url: Redacted.make(url) }),
    ),
  )

  suite({
    database: Layer.effectDiscard(migrate(migrations)).pipe(Layer.provideMerge(client)),
    idIs: (sql) => (id) => sql`id_digest = ${digestOf(id)}`,
    isInProcess: false,
    tenantColumns: (tenant) => Effect.succeed({ tenant }),
    more: (id) => ({ id_digest: digestOf(id) }),
  })
})
