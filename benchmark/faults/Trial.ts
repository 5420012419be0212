/** Trials: every client under the same faults, each in another tenant. */
import { randomUUID } from "node:crypto"
import type { Fault, RunningServer } from "@odj/server"
import type { ClientKind, Connector, GraphClient } from "./GraphClient.ts"

export interface Trial<Report> {
  /** The connectors that exist before. */
  readonly connectors?: ReadonlyArray<Connector>
  /** The faults of a tenant. */
  readonly faults?: (tenant: string) => ReadonlyArray<Fault>
  readonly run: (client: GraphClient) => Promise<Report>
}

/** What a client has reported, and when. */
export interface Reported<Report> {
  readonly tenant: string
  readonly report: Report
  /** The time of the server's clock, in milliseconds. */
  readonly ended: number
}

export const tryClient = async <Report>(
  server: RunningServer,
  { make }: ClientKind,
  { connectors = [], faults = () => [], run }: Trial<Report>,
): Promise<Reported<Report>> => {
  const tenant = randomUUID()
  await server.seed(connectors, { tenant })
  await server.fail(faults(tenant))
  const client = await make({ baseUrl: `${server.url}/beta`, token: await server.token({ tenant }) })
  const report = await run(client)
  return { tenant, report, ended: server.clock.now().getTime() }
}
