/** The `ConnectorStore` of a dry run in a database: it does not open the database, and there is no request to show. */
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
import { RequestDescribed } from "./DryRun.ts"

const noRequest = () => Effect.die(new RequestDescribed({ request: undefined }))

export const layer = Layer.succeed(
  ConnectorStore,
  ConnectorStore.of({
    create: noRequest,
    createMany: noRequest,
    get: noRequest,
    list: noRequest,
    update: noRequest,
    delete: noRequest,
  }),
)
