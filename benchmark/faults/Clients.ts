/** The clients that the benchmark compares, each with its defaults. */
import { betaSdkClient } from "./BetaSdkClient.ts"
import { fetchClient } from "./FetchClient.ts"
import type { ClientKind } from "./GraphClient.ts"
import { microsoftGraphClient } from "./MicrosoftGraphClient.ts"
import { odjClient, odjGraphClient } from "./OdjClient.ts"
import { pnpClient } from "./PnpClient.ts"
import { restPipelineClient } from "./RestPipelineClient.ts"

export const clients: ReadonlyArray<ClientKind> = [
  { title: "fetch", make: fetchClient },
  { title: "graph-client", package: "@microsoft/microsoft-graph-client", make: microsoftGraphClient },
  { title: "beta SDK", package: "@microsoft/msgraph-beta-sdk", make: betaSdkClient },
  { title: "PnPjs", package: "@pnp/graph", make: pnpClient },
  { title: "Azure pipeline", package: "@azure/core-rest-pipeline", make: restPipelineClient },
  { title: "odj", make: odjGraphClient(false) },
  { title: "odj, reconciling", make: odjGraphClient(true) },
  { title: "odj, repeatable", make: odjClient },
]
