/** Creates, lists and gets connectors. With another adapter, such as a database, only the layer changes. */
import { ConnectorNotFound, openConnectors } from "@odj/core"
import { MemoryConnectorStore } from "@odj/memory-adapter"

await using connectors = await openConnectors(MemoryConnectorStore.layer)

for (const displayName of ["HQ", "Depot"]) {
  await connectors.create({
    displayName,
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    state: "active",
    version: "6.2504.2001.8",
  })
}

for await (const { displayName, state } of connectors.list()) console.log(displayName, state)

try {
  await connectors.get("lab")
} catch (error) {
  if (!(error instanceof ConnectorNotFound)) throw error
  console.log(error.message)
}
