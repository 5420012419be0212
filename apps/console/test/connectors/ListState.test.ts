/** Tests the list of connectors as it is loaded. */
import { describe, it } from "@effect/vitest"
import { type DomainJoinConnector, exampleConnector, withId } from "@odj/domain"
import { Schema } from "effect"
import { assert } from "vitest"
import { CallFailed } from "../../src/api/CallFailed.ts"
import {
  emptyList,
  type ListEvent,
  type ListState,
  loadedText,
  nextList,
} from "../../src/connectors/ListState.ts"

const connector = (id: string, displayName = id): DomainJoinConnector =>
  withId(id, { ...exampleConnector, displayName })

const page = (ids: ReadonlyArray<string>, nextLink?: string, count?: number) => ({
  connectors: ids.map((id) => connector(id)),
  nextLink,
  count,
})

const after = (...events: ReadonlyArray<ListEvent>): ListState => events.reduce(nextList, emptyList)

const keys = ({ entries }: ListState) => entries.map(({ key }) => key)

const failure = new CallFailed({ method: "GET", path: "/beta/x" }, "The server does not respond.")

const twoPages: ReadonlyArray<ListEvent> = [
  { _tag: "FirstPage", page: page(["a", "b"], "/beta/next", 5) },
  { _tag: "Loading", page: "more" },
  { _tag: "NextPage", page: page(["c"], "/beta/last", 5) },
]

describe("The list", () => {
  it("grows by pages, and knows the next one", () => {
    const list = after(...twoPages)
    assert.deepStrictEqual(keys(list), ["a", "b", "c"])
    assert.strictEqual(list.nextLink, "/beta/last")
    assert.strictEqual(loadedText(list), "3 of 5 loaded")
    assert.strictEqual(
      loadedText(nextList(list, { _tag: "NextPage", page: page(["d", "e"]) })),
      "5 connectors",
    )
  })

  it("has a connector once that moves to a later page, with its new values", () => {
    const moved = { connectors: [connector("a", "new"), connector("z")] }
    const list = after(...twoPages, { _tag: "NextPage", page: moved })
    assert.deepStrictEqual(keys(list), ["a", "b", "c", "z"])
    assert.deepStrictEqual(list.entries[0], { key: "a", connector: connector("a", "new") })
  })

  it("shows unreadable connectors, also those without an id", () => {
    const unreadable = [
      { problems: [{ path: [], message: "Expected an object" }], properties: {} },
      { id: "u", problems: [{ path: ["version"], message: "Missing" }], properties: { id: "u" } },
    ]
    const list = after(
      { _tag: "FirstPage", page: { ...page(["a"]), unreadable } },
      { _tag: "NextPage", page: { ...page(["b"]), unreadable } },
    )
    assert.deepStrictEqual(keys(list), ["unreadable 0.0", "u", "a", "unreadable 1.0", "b"])
  })

  it("keeps its rows if a further page fails, and none if the first one fails", () => {
    assert.deepStrictEqual(
      keys(after(...twoPages, { _tag: "Loading", page: "more" }, { _tag: "Failed", failure })),
      ["a", "b", "c"],
    )
    const failed = after(...twoPages, { _tag: "Loading", page: "first" }, { _tag: "Failed", failure })
    assert.deepStrictEqual(keys(failed), [])
    assert.strictEqual(failed.failure, failure)
    assert.strictEqual(nextList(failed, { _tag: "Loading", page: "first" }).failure, undefined)
  })

  it("follows what is created, updated and deleted", () => {
    const list = after(
      ...twoPages,
      { _tag: "Created", connector: connector("n") },
      { _tag: "Updated", connector: connector("b", "B") },
      { _tag: "Deleted", id: "c" },
      { _tag: "Deleted", id: "not loaded" },
    )
    assert.deepStrictEqual(list.entries, [
      { key: "n", connector: connector("n") },
      { key: "a", connector: connector("a") },
      { key: "b", connector: connector("b", "B") },
    ])
    assert.strictEqual(list.total, 5)
  })

  it("is marked after a change elsewhere, until its first page is loaded again", () => {
    const stale = after(...twoPages, { _tag: "ChangedElsewhere" })
    assert.isTrue(stale.isStale)
    assert.isFalse(nextList(stale, { _tag: "FirstPage", page: page(["a"]) }).isStale)
  })

  const Ids = Schema.Array(Schema.Literals(["a", "b", "c", "d", "e"]))
  it.prop("never has two rows with one key", [Schema.Array(Ids), Ids], ([pages, created]) => {
    const [first = [], ...others] = pages
    const list = after(
      { _tag: "FirstPage", page: page(first) },
      ...others.map((ids): ListEvent => ({ _tag: "NextPage", page: page(ids) })),
      ...created.map((id): ListEvent => ({ _tag: "Created", connector: connector(id) })),
    )
    assert.strictEqual(new Set(keys(list)).size, list.entries.length)
    assert.deepStrictEqual(new Set(keys(list)), new Set([...pages.flat(), ...created]))
    return true
  })
})
