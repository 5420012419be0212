/** Stores that are broken if connectors can't be read. */
import { ConnectorStoreUnavailable, ConnectorsUnreadable } from "@odj/core"
import { DateTimeOffset } from "@odj/domain"
import { Effect } from "effect"
import type { BrokenDamagedStores } from "./damagedStore.ts"

const unfiltered =
  "a list without a filter has each unreadable connector on exactly one page, and all others as stored"
const filtered =
  "a list with a filter has an unreadable connector on at most one page, and all others that match"
const get = "get fails with ConnectorsUnreadable for an unreadable connector"
const correcting = "update returns an unreadable connector that it has corrected"
const applying =
  "an update that does not correct an unreadable connector is applied, and fails with ConnectorsUnreadable"
const deleting = "an unreadable connector can be deleted"

const unavailable = new ConnectorStoreUnavailable({ report: { message: "no" } })

export const brokenDamages: BrokenDamagedStores = {
  "leaves out unreadable connectors": { store: () => ({ reports: () => false }), noticed: [unfiltered] },
  "fails a list with an unreadable connector": {
    store: () => ({ page: () => Effect.fail(unavailable) }),
    noticed: [unfiltered, filtered],
  },
  "reports unreadable connectors on every page": {
    store: () => ({ reports: ({ limit }) => limit > 0 }),
    noticed: [unfiltered, filtered],
  },
  "reports only one of several unreadable connectors": {
    store: () => ({
      page: ({ unreadable = [], ...page }) => Effect.succeed({ ...page, unreadable: unreadable.slice(0, 1) }),
    }),
    noticed: [unfiltered],
  },
  "ends a list at an unreadable connector": {
    store: () => ({ page: ({ next: _, ...page }) => Effect.succeed(page) }),
    noticed: [unfiltered, filtered],
  },
  "hides the others of a page with an unreadable connector": {
    store: () => ({ page: (page) => Effect.succeed({ ...page, connectors: [] }) }),
    noticed: [unfiltered, filtered],
  },
  "lists an unreadable connector as if it were valid": {
    store: ({ without }) => ({ without: (filter) => filter ?? without(filter) }),
    noticed: [filtered],
  },
  "describes unreadable connectors without their ids": {
    store: ({ describe }) => ({
      describe: (connector) => {
        const { id: _, ...others } = describe(connector)
        return others
      },
    }),
    noticed: [unfiltered, filtered],
  },
  "describes unreadable connectors without their properties": {
    store: ({ describe }) => ({ describe: (connector) => ({ ...describe(connector), properties: {} }) }),
    noticed: [unfiltered],
  },
  "describes unreadable connectors without the problem": {
    store: ({ describe }) => ({ describe: (connector) => ({ ...describe(connector), problems: [] }) }),
    noticed: [unfiltered],
  },
  "invents what it can't read": {
    store: () => ({
      fail: (connector) =>
        Effect.succeed({ ...connector, lastConnectionDateTime: DateTimeOffset.make("0001-01-01T00:00:00Z") }),
    }),
    noticed: [get, applying],
  },
  "fails for an unreadable connector with another failure": {
    store: () => ({ fail: () => Effect.fail(unavailable) }),
    noticed: [get, applying],
  },
  "names another connector as unreadable": {
    store: ({ describe }) => ({
      fail: (connector) =>
        new ConnectorsUnreadable({ connectors: [{ ...describe(connector), id: "another" }] }),
    }),
    noticed: [get, applying],
  },
  "does not update an unreadable connector": {
    store: ({ inner, damaged, fail }) => ({
      update: (id, patch) =>
        damaged.has(id) ? Effect.flatMap(inner.get(id), fail) : inner.update(id, patch),
    }),
    noticed: [correcting, applying],
  },
  "does not notice that an update corrects a connector": {
    store: ({ inner, damaged, fail }) => ({
      update: (id, patch) => Effect.filterOrElse(inner.update(id, patch), () => !damaged.has(id), fail),
    }),
    noticed: [correcting, applying],
  },
  "does not delete an unreadable connector": {
    store: ({ inner, damaged, fail }) => ({
      delete: (id) =>
        damaged.has(id) ? Effect.asVoid(Effect.flatMap(inner.get(id), fail)) : inner.delete(id),
    }),
    noticed: [deleting],
  },
}
