/** Writes connectors in each format, as they arrive, so that `readRows` reads the same connectors. */
import { type TransferFormat, transferText } from "@odj/command-line/rows"
import type { DomainJoinConnector } from "@odj/domain"
import { Stream } from "effect"

/** The text of the connectors, in chunks. */
export const connectorText = <E, R>(
  format: TransferFormat,
  connectors: Stream.Stream<DomainJoinConnector, E, R>,
): Stream.Stream<string, E, R> => {
  const { begin, of, end } = transferText[format]
  const part = (text: string) => (text === "" ? Stream.empty : Stream.make(text))
  return connectors.pipe(
    Stream.zipWithIndex,
    Stream.map(([connector, index]) => of(connector, index === 0)),
    (texts) => Stream.concat(Stream.concat(part(begin), texts), part(end)),
  )
}
