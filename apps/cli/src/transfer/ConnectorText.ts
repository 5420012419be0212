/** Writes connectors in each format, as they arrive, so that `readRows` reads the same connectors. */
import type { TransferFormat } from "@odj/command-line/rows"
import { type DomainJoinConnector, withId } from "@odj/domain"
import { Effect, Stream } from "effect"

/** Only its properties, in the order of the domain's table. */
const jsonOf = (connector: DomainJoinConnector) => JSON.stringify(withId(connector.id, connector))

type Connectors<E, R> = Stream.Stream<DomainJoinConnector, E, R>

const ndjson = <E, R>(connectors: Connectors<E, R>) =>
  Stream.map(connectors, (connector) => `${jsonOf(connector)}\n`)

const json = <E, R>(connectors: Connectors<E, R>) =>
  connectors.pipe(
    Stream.map(jsonOf),
    Stream.zipWithIndex,
    Stream.map(([text, index]) => `${index === 0 ? "[\n" : ",\n"}${text}`),
    Stream.orElseIfEmpty(() => Stream.make("[")),
    Stream.concat(Stream.make("\n]\n")),
  )

const csv = <E, R>(connectors: Connectors<E, R>) =>
  Stream.unwrap(
    Effect.map(
      Effect.promise(() => import("./CsvText.ts")),
      ({ csvHeader, writeCsv }) =>
        Stream.concat(
          Stream.make(csvHeader),
          Stream.mapArray(connectors, (page) => [writeCsv(page)]),
        ),
    ),
  )

/** The text of the connectors, in chunks. */
export const connectorText = <E, R>(
  format: TransferFormat,
  connectors: Connectors<E, R>,
): Stream.Stream<string, E, R> => {
  switch (format) {
    case "ndjson":
      return ndjson(connectors)
    case "json":
      return json(connectors)
    case "csv":
      return csv(connectors)
  }
}
