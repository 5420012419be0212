/** Tests what the console's list requests, with the server. */
import { describe, it } from "@effect/vitest"
import { listCall, nextCall } from "@odj/console/api/ListCalls"
import {
  choiceOf,
  filterProblems,
  type ListChoice,
  optionsOf,
  queryOf,
} from "@odj/console/connectors/ListChoice"
import {
  type DomainJoinConnector,
  exampleConnector,
  NewDomainJoinConnector,
  propertyNames,
} from "@odj/domain"
import { collectionPath } from "@odj/graph-wire"
import { Effect, Schema } from "effect"
import { assert } from "vitest"
import { openServer } from "../../src/index.ts"

const all: ListChoice = { search: "", filter: "", order: undefined }

const origin = "http://localhost"

interface Page {
  readonly value: ReadonlyArray<DomainJoinConnector>
  readonly "@odata.count": number
  readonly "@odata.nextLink"?: string
}

/** The server's response to a choice, with these names. */
const listed = async (names: ReadonlyArray<string | null>, choice: ListChoice) => {
  await using server = await openServer({
    auth: "none",
    connectors: names.map((displayName, index) => ({ ...exampleConnector, id: `${index}`, displayName })),
  })
  const response = await server.fetch(origin + listCall(optionsOf(choice)).path)
  return { status: response.status, body: (await response.json()) as Page }
}

const foundNames = async (names: ReadonlyArray<string | null>, search: string) => {
  const { status, body } = await listed(names, { ...all, search })
  assert.strictEqual(status, 200)
  return body.value.map(({ displayName }) => displayName).toSorted()
}

const names = Schema.Array(NewDomainJoinConnector.fields.displayName)

describe("A search", () => {
  it.effect.prop(
    "finds exactly the names that contain the text in any case, whatever the text is",
    [names, Schema.String],
    ([names, search]) =>
      Effect.promise(async () => {
        const part = search.toWellFormed().replaceAll("\0", "\uFFFD").toUpperCase()
        const expected = names.filter((name) => search === "" || name?.toUpperCase().includes(part))
        assert.deepStrictEqual(await foundNames(names, search), expected.toSorted())
      }),
    { arbitrary: { size: 50 } },
  )

  it.effect.prop(
    "finds a name by each of its parts",
    [NewDomainJoinConnector.fields.displayName, Schema.Natural, Schema.Natural],
    ([name, start, length]) =>
      Effect.promise(async () => {
        const points = Array.from(name ?? "")
        const from = points.length === 0 ? 0 : start % points.length
        const part = points.slice(from, from + (length % 10) + 1).join("")
        assert.include(await foundNames([name, "another"], part.toLowerCase()), name)
      }),
    { arbitrary: { size: 50 } },
  )

  it("finds quotes, percent signs, and a sigma wherever it stands", async () => {
    const given = ["O'Neil", "100 % & more", "ΟΔΟΣ", "ΟΔΟΣΑ", "a#b?c=d"]
    assert.deepStrictEqual(await foundNames(given, "o'n"), ["O'Neil"])
    assert.deepStrictEqual(await foundNames(given, "% & M"), ["100 % & more"])
    assert.deepStrictEqual(await foundNames(given, "οδος"), ["ΟΔΟΣ", "ΟΔΟΣΑ"])
    assert.deepStrictEqual(await foundNames(given, "#B?c="), ["a#b?c=d"])
  })

  it("keeps the precedence of a filter beside it", async () => {
    const { body } = await listed(["a", "b", "ab"], {
      ...all,
      search: "b",
      filter: " displayName eq 'a' or state eq 'error' ",
    })
    assert.deepStrictEqual(
      body.value.map(({ displayName }) => displayName),
      ["b", "ab"],
    )
  })
})

describe("A filter", () => {
  it("is known to be wrong before it is sent, with the server's words", async () => {
    for (const filter of ["foo eq 1", "state eq", "state eq 'x", "contains(displayName)"]) {
      const { status, body } = await listed([], { ...all, filter })
      const { error } = body as unknown as { error: { details: ReadonlyArray<{ message: string }> } }
      assert.strictEqual(status, 400)
      assert.deepStrictEqual(
        filterProblems(filter, undefined),
        error.details.map(({ message }) => message),
      )
    }
    assert.deepStrictEqual(filterProblems(" ", undefined), [])
    assert.deepStrictEqual(filterProblems("state eq 'error'", undefined), [])
  })
})

describe("An order", () => {
  it.each(propertyNames)("by %s is one that the server has, in both directions", async (property) => {
    for (const descending of [false, true]) {
      const { status, body } = await listed(["b", null, "a"], { ...all, order: { property, descending } })
      assert.strictEqual(status, 200)
      assert.strictEqual(body["@odata.count"], 3)
    }
  })

  it("decides which connectors come first", async () => {
    const order = { property: "displayName", descending: true } as const
    const { body } = await listed(["b", "a", "c"], { ...all, order })
    assert.deepStrictEqual(
      body.value.map(({ displayName }) => displayName),
      ["c", "b", "a"],
    )
  })
})

describe("The address", () => {
  it.prop(
    "keeps a search, a filter and an order",
    [Schema.String, Schema.String, Schema.Literals(propertyNames), Schema.Boolean],
    ([search, filter, property, descending]) => {
      const choice = {
        search: search.toWellFormed(),
        filter: filter.toWellFormed(),
        order: { property, descending },
      }
      const restored = choiceOf(Object.fromEntries(new URLSearchParams(queryOf(choice))))
      assert.deepStrictEqual(restored, choice)
      return true
    },
  )

  it("has nothing that is not chosen, and ignores an order by an unknown property", () => {
    assert.deepStrictEqual(queryOf(all), {})
    assert.deepStrictEqual(choiceOf({ order: "foo desc" }), all)
  })
})

it("The next page is requested from the page's own server, whatever host the link has", async () => {
  const { body } = await listed(
    Array.from({ length: 201 }, () => "a"),
    all,
  )
  assert.strictEqual(body.value.length, 200)
  const { path } = nextCall(body["@odata.nextLink"] ?? "")
  assert.strictEqual(`${origin}${path}`, body["@odata.nextLink"])
  for (const address of [
    "https://elsewhere.example/beta/x",
    "/beta/../../other",
    " https://elsewhere.example",
    "",
  ])
    assert.strictEqual(nextCall(`${address}?$top=1`).path, `/beta/${collectionPath}?$top=1`)
})
