/**
 * Tries every client under every fault, and prints what the clients report and what the server has seen. The clients wait in
 * real time, so they run side by side.
 */
import { readFileSync } from "node:fs"
import { findPackageJSON } from "node:module"
import { setTimeout } from "node:timers/promises"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { startServer } from "@odj/server"
import { clients } from "./faults/Clients.ts"
import { createTrials } from "./faults/CreateTrials.ts"
import { forbidden, listed, outage, secondPage, throttled } from "./faults/OtherTrials.ts"
import { tokenClients, tokenOutcomes, tryToken } from "./faults/TokenTrials.ts"
import { type Reported, type Trial, tryClient } from "./faults/Trial.ts"
import type { Benchmark } from "./harness/Benchmark.ts"
import { type Table, tableOf } from "./harness/Figures.ts"

const run = async function* (): AsyncIterable<Table> {
  // Microsoft's clients send tokens only over https. The odj adapter sends to graph.microsoft.com in two of its columns, so
  // the server accepts that host. With a long idle time, no client meets a connection that the server has just closed.
  const server = await startServer({
    tls: true,
    allowedHosts: ["graph.microsoft.com"],
    idleTime: "2 minutes",
    presets: ["throttled", "observed"],
  })
  setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])

  /** Tries all clients. Trials begin at different seconds, so that none waits for the processor. */
  const tryEach = async <Report>(second: number, trial: Trial<Report>) => {
    await setTimeout(1_000 * second)
    return Promise.all(clients.map((client) => tryClient(server, client, trial)))
  }

  const [tokens, creates, lists, outages, deletes, bursts] = await Promise.all([
    Promise.all(
      tokenOutcomes.map(([, outcome]) =>
        Promise.all(Object.values(tokenClients).map((getToken) => tryToken(server, getToken, outcome))),
      ),
    ),
    Promise.all(createTrials.map((trial, index) => tryEach(1 + index, trial))),
    tryEach(15, secondPage),
    tryEach(20, outage),
    tryEach(25, forbidden),
    tryEach(30, throttled),
  ])

  const requests = server.requests()
  if (requests.dropped > 0) throw new Error(`The ledger has dropped ${requests.dropped} requests`)
  // A client that can't send a trial meets no fault of it.
  const skipped = new Set(
    creates.flat().flatMap(({ tenant, report }) => (report === undefined ? tenant : [])),
  )
  for (const { fault, struck } of server.faults()) {
    const isDue = "when" in fault && !skipped.has(fault.when?.tenant ?? "")
    if (isDue && struck === 0) throw new Error(`A fault has not struck: ${JSON.stringify(fault)}`)
  }
  const byTenant = Map.groupBy(requests, ({ caller }) => caller?.tenant)
  const { tenants } = await server.snapshot()
  await server.stop()

  const requestsOf = ({ tenant }: Reported<unknown>) => byTenant.get(tenant) ?? []
  const storedOf = ({ tenant }: Reported<unknown>) => tenants[tenant] ?? []

  /** The seconds from the first request until the client has reported. */
  const secondsOf = (reported: Reported<unknown>) => {
    const [first] = requestsOf(reported)
    return ((reported.ended - Date.parse(first?.time ?? "")) / 1_000).toFixed(1)
  }

  const rows = createTrials.flatMap((trial, index) =>
    trial.rows.map(({ title, names }) => {
      const cells = (creates[index] ?? []).map((reported) => {
        const { report } = reported
        if (report === undefined) return { outcome: "", effort: "" }
        const perCreate = (count: number) => (count / names.length).toFixed(2)
        const stored = storedOf(reported).filter(({ displayName }) => names.includes(String(displayName)))
        const sent = requestsOf(reported).filter(
          ({ operation, body }) => operation === "create" && names.includes(Object(body).displayName),
        )
        const successful = names.filter((name) => report.has(name))
        return {
          outcome: `${perCreate(stored.length)} / ${perCreate(successful.length)}`,
          effort: `${perCreate(sent.length)} / ${secondsOf(reported)}`,
        }
      })
      return { title, cells }
    }),
  )

  const titles = clients.map(({ title }) => title)

  yield tableOf(
    "Connectors stored for each create / share of the creates that the client reports as successful",
    ["", ...titles],
    [...rows.map(({ title, cells }) => [title, ...cells.map(({ outcome }) => outcome)])],
  )

  yield tableOf(
    "Requests to create each / seconds until the client has reported on all",
    ["", ...titles],
    [...rows.map(({ title, cells }) => [title, ...cells.map(({ effort }) => effort)])],
  )

  /** A row of one figure for each client. */
  const row = <Report>(
    title: string,
    all: ReadonlyArray<Reported<Report>>,
    figure: (reported: Reported<Report>) => string | number,
  ) => [title, ...all.map((reported) => String(figure(reported)))]

  yield tableOf(
    `120 creates, throttled as by Intune; ${listed} connectors listed; 50 lists in an outage`,
    ["", ...titles],
    [
      row("creates: stored", bursts, (reported) => storedOf(reported).length),
      row("creates: reported", bursts, ({ report }) => report),
      row("creates: seconds", bursts, secondsOf),
      row("429 for page 2: read", lists, ({ report }) => report),
      row("429 for page 2: seconds", lists, secondsOf),
      row("outage: requests for each list", outages, (reported) =>
        (requestsOf(reported).length / 50).toFixed(2),
      ),
    ],
  )

  yield tableOf(
    "The first request for a token fails: got a token / requests / seconds",
    ["", ...Object.keys(tokenClients)],
    [
      ...tokenOutcomes.map(([title], index) => [
        title,
        ...(tokens[index] ?? []).map((reported) => {
          const sent = requestsOf(reported).filter(({ operation }) => operation === "token")
          return `${reported.report ? "yes" : "no"} / ${sent.length} / ${secondsOf(reported)}`
        }),
      ]),
    ],
  )

  console.log(
    "\nA delete that gets 403 as observed: the first 100 characters of the message, and the requests\n",
  )
  for (const [index, reported] of deletes.entries()) {
    const message = reported.report.replaceAll(/\s+/g, " ").slice(0, 100)
    console.log(`- ${titles[index]}: ${message} (${requestsOf(reported).length})`)
  }

  const versionOf = (name: string): string =>
    JSON.parse(readFileSync(findPackageJSON(name, import.meta.url) ?? "", "utf8")).version

  const packages = [...clients.flatMap((client) => client.package ?? []), ...Object.keys(tokenClients)]
  console.log(
    `\n${[`Node.js ${process.versions.node}`, ...packages.map((name) => `${name} ${versionOf(name)}`)].join(", ")}`,
  )
}

export const benchmark: Benchmark = {
  about: "what clients do under the same faults: duplicates, lost creates, requests and seconds",
  seconds: 85,
  run,
}
