/** The Promise face over Microsoft Graph. */
import { assert, describe, it } from "@effect/vitest"
import { openConnectors } from "@odj/core"
import { encodeCollection } from "@odj/graph-wire"
import { respond } from "./respondingClient.ts"
import { stored } from "./seed.ts"
import { form, storeOver } from "./storeOver.ts"

describe("openConnectors over Graph", () => {
  it("lists what the service has", async () => {
    const { layer } = storeOver(respond(encodeCollection({ connectors: [stored] }, form)))
    await using connectors = await openConnectors(layer)
    const listed: Array<unknown> = []
    for await (const connector of connectors.list()) listed.push(connector)
    assert.deepStrictEqual(listed, [stored])
  })

  it("rejects with the failure that the service's response means", async () => {
    const { layer } = storeOver(respond(undefined, { status: 404 }))
    await using connectors = await openConnectors(layer)
    const failure = await connectors.get(stored.id).catch((error: unknown) => error)
    assert.deepInclude(failure, { code: "CONNECTOR_NOT_FOUND", id: stored.id })
  })
})
