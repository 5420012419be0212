/** Shows that each law bites: stores that are broken in one way each, and exactly the laws that notice. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorAlreadyExists, ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { laws, suite } from "../src/index.ts"

interface Store {
  readonly connectors: Map<string, DomainJoinConnector>
  /** What a create does, step by step; a broken store replaces one. */
  readonly id: (connector: NewDomainJoinConnector) => string
  readonly key: (id: string) => string
  readonly wait: Effect.Effect<void>
  readonly isTaken: (key: string, connector: NewDomainJoinConnector) => boolean
  readonly refuse: (id: string) => ConnectorAlreadyExists | ConnectorStoreRefused
  readonly write: (key: string, connector: DomainJoinConnector) => void
  readonly answer: (connector: DomainJoinConnector) => DomainJoinConnector
}

const layer = (broken: (honest: Store) => Partial<Store>) =>
  Layer.sync(ConnectorStore, () => {
    const connectors = new Map<string, DomainJoinConnector>()
    const honest: Store = {
      connectors,
      id: (connector) => connector.id ?? crypto.randomUUID(),
      key: (id) => id,
      wait: Effect.void,
      isTaken: (key) => connectors.has(key),
      refuse: (id) => new ConnectorAlreadyExists({ id }),
      write: (key, connector) => connectors.set(key, connector),
      answer: (connector) => connector,
    }
    const store = { ...honest, ...broken(honest) }
    return ConnectorStore.of({
      create: Effect.fnUntraced(function* (connector) {
        const id = store.id(connector)
        const key = store.key(id)
        const isTaken = store.isTaken(key, connector)
        yield* store.wait
        if (isTaken) return yield* store.refuse(id)
        store.write(key, { ...connector, id })
        return store.answer({ ...connector, id })
      }),
    })
  })

const toUtc = (text: DateTimeOffset) => DateTimeOffset.sortKey(text) as DateTimeOffset

const brokenStores: Record<
  string,
  { store: (honest: Store) => Partial<Store>; noticed: ReadonlyArray<keyof typeof laws> }
> = {
  "drops the offset": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        lastConnectionDateTime: toUtc(connector.lastConnectionDateTime),
      }),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "a timestamp is kept to its last digit and with its offset",
    ],
  },
  "keeps seven fraction digits": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        lastConnectionDateTime: connector.lastConnectionDateTime.replace(
          /(\.\d{7})\d+/,
          "$1",
        ) as DateTimeOffset,
      }),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "a timestamp is kept to its last digit and with its offset",
    ],
  },
  "keeps null as empty text": {
    store: () => ({ answer: (connector) => ({ ...connector, displayName: connector.displayName ?? "" }) }),
    noticed: ["a connector comes back as it was given, whatever its texts", "a display name may be null"],
  },
  "trims the version": {
    store: () => ({ answer: (connector) => ({ ...connector, version: connector.version.trim() }) }),
    noticed: ["a connector comes back as it was given, whatever its texts"],
  },
  "knows no inactive state": {
    store: () => ({
      answer: (connector) => ({
        ...connector,
        state: connector.state === "inactive" ? "error" : connector.state,
      }),
    }),
    noticed: ["a connector comes back as it was given, whatever its texts", "every state is kept"],
  },
  "makes ids in upper case": {
    store: () => ({ id: (connector) => connector.id ?? crypto.randomUUID().toUpperCase() }),
    noticed: ["an absent id is made, a lower-case GUID"],
  },
  "makes one id for all": {
    store: (honest) => ({
      id: (connector) => connector.id ?? "00000000-0000-0000-0000-000000000001",
      isTaken: (key, connector) => connector.id !== undefined && honest.isTaken(key, connector),
    }),
    noticed: ["made ids all differ", "two connectors may have one display name"],
  },
  "forgets the ids that it makes": {
    store: (honest) => {
      const made = new Set<string>()
      return {
        id: (connector) => {
          if (connector.id !== undefined) return connector.id
          const id = crypto.randomUUID()
          made.add(id)
          return id
        },
        isTaken: (key, connector) => !made.has(key) && honest.isTaken(key, connector),
      }
    },
    noticed: ["a made id is taken"],
  },
  "makes an id where one is given": {
    store: () => ({ id: () => crypto.randomUUID() }),
    noticed: [
      "a given id is kept, whatever its characters and its length",
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
      "ids that differ in case are two",
    ],
  },
  "drops what is not ASCII from an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).replace(/[^ -~]/g, "") }),
    noticed: ["a given id is kept, whatever its characters and its length"],
  },
  "keeps a thousand characters of an id": {
    store: (honest) => ({ id: (connector) => honest.id(connector).slice(0, 1_000) }),
    noticed: ["a given id is kept, whatever its characters and its length"],
  },
  "compares ids without case": {
    store: () => ({ key: (id) => id.toLowerCase() }),
    noticed: ["ids that differ in case are two"],
  },
  overwrites: {
    store: () => ({ isTaken: () => false }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
    ],
  },
  "checks, waits, then writes": {
    store: () => ({ wait: Effect.yieldNow }),
    noticed: ["of several simultaneous creates with one id, one succeeds"],
  },
  "removes what it refuses to replace": {
    store: (honest) => ({
      refuse: (id) => {
        honest.connectors.delete(id)
        return honest.refuse(id)
      },
    }),
    noticed: [
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
    ],
  },
  "does not say that an id is taken": {
    store: () => ({ refuse: () => new ConnectorStoreRefused({ message: "no" }) }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
    ],
  },
  "names another id as taken": {
    store: (honest) => ({ refuse: (id) => honest.refuse(`${id}!`) }),
    noticed: [
      "a made id is taken",
      "of several creates with one id the first succeeds, and the others say that it is taken",
      "of several simultaneous creates with one id, one succeeds",
    ],
  },
  "takes a display name once": {
    store: (honest) => ({
      isTaken: (key, connector) =>
        honest.isTaken(key, connector) ||
        [...honest.connectors.values()].some(({ displayName }) => displayName === connector.displayName),
    }),
    noticed: [
      "a connector comes back as it was given, whatever its texts",
      "two connectors may have one display name",
    ],
  },
}

suite(
  "An honest store",
  layer(() => ({})),
)

describe("A law bites:", () => {
  for (const [name, { store, noticed }] of Object.entries(brokenStores)) {
    it.effect(`a store that ${name} breaks exactly ${noticed.length}`, () =>
      Effect.gen(function* () {
        const broken = yield* Effect.filter(Object.entries(laws), ([, law]) =>
          Effect.map(Effect.exit(Effect.provide(law, layer(store))), (exit) => exit._tag === "Failure"),
        )
        assert.deepStrictEqual<ReadonlyArray<string>>(
          broken.map(([law]) => law),
          noticed,
        )
      }),
    )
  }

  it("every law is broken by some store", () => {
    const noticed = new Set<string>(Object.values(brokenStores).flatMap(({ noticed }) => noticed))
    assert.deepStrictEqual(
      Object.keys(laws).filter((law) => !noticed.has(law)),
      [],
    )
  })
})
