/** Shows how the outcome of a create is told by what is there before and after it; the service answers from memory. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { DateTimeOffset, type DomainJoinConnector, type NewDomainJoinConnector } from "@odj/domain"
import { encodeCollection, encodeEntity } from "@odj/graph-wire"
import { Effect, Layer, Result, Schema } from "effect"
import { GraphConnectorStore } from "../src/index.ts"
import { type Answering, answer, clientOver } from "./answering.ts"
import { passing } from "./passing.ts"
import { seed, stored } from "./seed.ts"
import { form } from "./storeOver.ts"

type Look = ReadonlyArray<DomainJoinConnector> | "fails"

const at = (lastConnectionDateTime: string) => ({
  lastConnectionDateTime: Schema.decodeSync(DateTimeOffset)(lastConnectionDateTime),
})

const other = { ...stored, id: "other" }
const older = { ...stored, id: "older" }
const inUtc = { ...stored, ...at("2017-01-01T07:58:36.66700330Z") }

/** Creates where every create is answered with a 504, and each look finds what is given, the last one from then on. */
const createSeeing = (connector: NewDomainJoinConnector, ...looks: ReadonlyArray<Look>) => {
  let looked = 0
  const answering: Answering = (sent) => {
    if (sent.request.method === "POST") return answer("", { status: 504 })(sent)
    const look = looks[Math.min(looked++, looks.length - 1)] ?? []
    if (look === "fails") return answer("", { status: 403 })(sent)
    if (!sent.url.includes("(")) return answer(encodeCollection({ connectors: look }, form))(sent)
    const found = look.find(({ id }) => sent.url.endsWith(`('${id}')`))
    return (found ? answer(encodeEntity(found, form)) : answer("", { status: 404 }))(sent)
  }
  const { sent, client } = clientOver(answering)
  const store = GraphConnectorStore.layer({ baseUrl: new URL(form.serviceRoot), reconcile: true })
  return Effect.gen(function* () {
    const create = Effect.flatMap(ConnectorStore, (store) => store.create(connector))
    const result = yield* Effect.result(passing(create)).pipe(Effect.provide(Layer.provide(store, client)))
    return {
      ends: Result.match(result, { onSuccess: ({ id }) => id, onFailure: ({ _tag }) => _tag }),
      asks: sent.map(({ request }) => request.method).join(" "),
    }
  })
}

const withId = { ...seed, id: stored.id }
const unknown = "CreateOutcomeUnknown"
const inVain = "GET POST GET GET GET"

const rows: Record<
  string,
  readonly [NewDomainJoinConnector, looks: ReadonlyArray<Look>, ends: string, asks: string]
> = {
  "is the one that was not there before": [seed, [[older], [older, stored]], stored.id, "GET POST GET"],
  "is found though it shows late": [seed, [[], [], [], [stored]], stored.id, inVain],
  "is found though its time is written otherwise": [seed, [[], [inUtc]], stored.id, "GET POST GET"],
  "is found though a look fails": [seed, [[], "fails", [stored]], stored.id, "GET POST GET GET"],
  "stays unknown where nothing shows": [seed, [[older], [older]], unknown, inVain],
  "stays unknown where what shows differs": [
    seed,
    [
      [],
      [
        { ...stored, version: "2" },
        { ...other, displayName: null },
        { ...older, ...at("2016-12-31T23:58:36Z") },
      ],
    ],
    unknown,
    inVain,
  ],
  "stays unknown where more than one shows": [seed, [[], [stored, other]], unknown, "GET POST GET"],
  "is not sent where the list can't be read": [seed, ["fails"], "ConnectorStoreRefused", "GET"],
  "of a given id is the connector of that id": [withId, [[], [stored]], stored.id, "GET POST GET"],
  "of a given id is not sent where that is taken": [withId, [[stored]], "ConnectorAlreadyExists", "GET"],
  "of a given id stays unknown where another has it": [
    withId,
    [[], [{ ...stored, version: "2" }]],
    unknown,
    inVain,
  ],
}

describe("A create whose outcome is unknown", () => {
  for (const [name, [connector, looks, ends, asks]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* createSeeing(connector, ...looks), { ends, asks })
      }),
    )
  }
})
