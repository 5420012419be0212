/**
 * The client process of `dear.ts`: fills a server, sends it dear requests, or mixes them with ordinary ones for a time, as
 * each message of the parent process says. It replies with how often each status was received.
 */
import { exampleConnector } from "@odj/domain"
import { work } from "../harness/Processes.ts"
import { collection, type DearRequest, manyConnectors, send, statusesOf } from "./DearRequests.ts"

/** A message of the parent process. */
export type Task = { readonly port: number } & (
  | { readonly fill: "manyConnectors" | "longNames"; readonly size: number }
  | { readonly dear: DearRequest }
  | { readonly mixFor: number }
)

/** How often each status was received; `gone` counts the requests without a response. */
export type Statuses = Record<string, number>

const connectorAt = (index: number, isLong: boolean) => ({
  ...exampleConnector,
  id: undefined,
  displayName: isLong ? `${index} ${"long name ".repeat(6_000)}` : `Connector ${index}`,
  version: `6.2504.${index % 1_000}.8`,
})

const add = (statuses: Statuses, status: string | number, times: number) => {
  statuses[status] = (statuses[status] ?? 0) + times
}

const count = (statuses: Statuses, received: Awaited<ReturnType<typeof send>>) => {
  for (const status of received === undefined ? ["gone"] : statusesOf(received)) add(statuses, status, 1)
}

const createIn = (port: number, connectors: ReadonlyArray<unknown>) => {
  const headers = { "Content-Type": "application/json" }
  const requests = connectors.map((body, id) => ({
    id: String(id),
    method: "POST",
    url: collection,
    headers,
    body,
  }))
  return send(port, { method: "POST", path: "/beta/$batch", body: JSON.stringify({ requests }) })
}

/** Creates connectors in batches, several at a time. */
const fill = async (port: number, isLong: boolean, size: number): Promise<Statuses> => {
  const statuses: Statuses = {}
  const each = isLong ? 1 : 20
  let next = 0
  const worker = async () => {
    while (next < size) {
      const first = next
      next += each
      count(
        statuses,
        await createIn(
          port,
          Array.from({ length: each }, (_, index) => connectorAt(first + index, isLong)),
        ),
      )
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return statuses
}

const sendAll = async (port: number, dear: DearRequest): Promise<Statuses> => {
  const statuses: Statuses = {}
  const received = await Promise.all(Array.from({ length: dear.times }, () => send(port, dear)))
  for (const response of received) count(statuses, response)
  return statuses
}

/** Creates, gets, lists and updates for a number of milliseconds, with the dear requests in turn among them. */
const mix = async (port: number, duration: number): Promise<Statuses> => {
  const statuses: Statuses = {}
  const end = performance.now() + duration
  const isRunning = () => performance.now() < end
  const ordinary = async (_: unknown, worker: number) => {
    for (let index = 0; isRunning(); index++) {
      const id = `soak-${worker}-${index}`
      const body = JSON.stringify({ ...connectorAt(index, false), id })
      const path = `/beta${collection}/${id}`
      count(statuses, await send(port, { method: "POST", path: `/beta${collection}`, body }))
      count(statuses, await send(port, { method: "GET", path }))
      count(statuses, await send(port, { method: "PATCH", path, body: '{"state":"error"}' }))
      count(statuses, await send(port, { method: "GET", path: `/beta${collection}?$top=50` }))
      count(statuses, await send(port, { method: "DELETE", path }))
    }
  }
  const dear = async () => {
    while (isRunning())
      for (const request of Object.values(manyConnectors))
        if (isRunning())
          for (const [status, times] of Object.entries(await sendAll(port, request)))
            add(statuses, status, times)
  }
  await Promise.all([dear(), ...Array.from({ length: 4 }, ordinary)])
  return statuses
}

work((task: Task) => {
  const { port } = task
  if ("fill" in task) return fill(port, task.fill === "longNames", task.size)
  return "dear" in task ? sendAll(port, task.dear) : mix(port, task.mixFor)
})
