/** The `ConnectorStore` of a dry run in a database: the database is not even opened, and a request there is none. */
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
import { RequestDescribed } from "./DryRun.ts"

const nothing = () => Effect.die(new RequestDescribed({ request: undefined }))

export const layer = Layer.succeed(
  ConnectorStore,
  ConnectorStore.of({
    create: nothing,
    createMany: nothing,
    get: nothing,
    list: nothing,
    update: nothing,
    delete: nothing,
  }),
)
