import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset, type DomainJoinConnector, exampleConnector } from "@odj/domain"
import { type TransferFormat, transferText } from "../../src/rows/index.ts"

const connector: DomainJoinConnector = {
  ...exampleConnector,
  id: "1",
  displayName: null,
  lastConnectionDateTime: DateTimeOffset.make("2026-01-31T12:00:00.10Z"),
  state: "active",
  version: 'a "b", c\n',
}
const other: DomainJoinConnector = { ...connector, id: "2", displayName: "", version: "1" }

const written = (format: TransferFormat, connectors: ReadonlyArray<DomainJoinConnector>) => {
  const { begin, of, end } = transferText[format]
  return begin + connectors.map((each, index) => of(each, index === 0)).join("") + end
}

const columns = "id,displayName,lastConnectionDateTime,state,version\n"
const json = [
  '{"id":"1","displayName":null,"lastConnectionDateTime":"2026-01-31T12:00:00.10Z","state":"active","version":"a \\"b\\", c\\n"}',
  '{"id":"2","displayName":"","lastConnectionDateTime":"2026-01-31T12:00:00.10Z","state":"active","version":"1"}',
]

describe("Connectors in a file", () => {
  it("have a line for each connector in NDJSON", () => {
    assert.strictEqual(written("ndjson", [connector, other]), `${json.join("\n")}\n`)
    assert.strictEqual(written("ndjson", []), "")
  })

  it("are an array in JSON", () => {
    assert.strictEqual(written("json", [connector, other]), `[\n${json.join(",\n")}\n]\n`)
    assert.strictEqual(written("json", []), "[\n]\n")
  })

  it("have each value in quotes in CSV, and nothing for null", () => {
    const rows = `"1",,"2026-01-31T12:00:00.10Z","active","a ""b"", c\n"\n"2","","2026-01-31T12:00:00.10Z","active","1"\n`
    assert.strictEqual(written("csv", [connector, other]), columns + rows)
    assert.strictEqual(written("csv", []), columns)
  })
})
