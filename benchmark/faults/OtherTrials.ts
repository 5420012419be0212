/** Other trials: many creates at once, a list, an outage and a refusal. */
import { connectorsOf, createEach } from "./CreateTrials.ts"
import type { Trial } from "./Trial.ts"

/** 120 creates at once, with the limits of Intune. The report is how many the client reports as successful. */
export const throttled: Trial<number> = {
  run: async (client) => (await createEach(client, 120)).size,
}

export const listed = 1_100

/** A list whose second page gets 429 first. The report is how many connectors the client has read. */
export const secondPage: Trial<number> = {
  connectors: connectorsOf(listed),
  faults: (tenant) => [{ on: "list", when: { tenant }, nth: 2, with: { status: 429, retryAfter: 1 } }],
  run: (client) => client.list().catch(() => 0),
}

/** 50 lists at once from a service that responds only with 504. */
export const outage: Trial<unknown> = {
  faults: (tenant) => [{ on: "list", when: { tenant }, with: { status: 504 } }],
  run: (client) => Promise.allSettled(Array.from({ length: 50 }, client.list)),
}

/** A delete that gets 403. The report is what the client says. */
export const forbidden: Trial<string> = {
  connectors: connectorsOf(1).map((connector) => ({ ...connector, id: "7" })),
  run: (client) =>
    client.delete("7").then(
      () => "success",
      (error) => String(error.message),
    ),
}
