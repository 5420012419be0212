/**
 * The contents of rows, by which a journal recognises them: a row keeps its content when it moves, and when the file is
 * written in another format.
 */
import { hash } from "node:crypto"
import type { ValidRow } from "@odj/command-line/rows"
import { equalityKey } from "@odj/domain"

const digest = (text: string) => hash("sha256", text, "base64url")

/** Equal for connectors that are equal apart from their ids. */
export const equalityDigest = ({ connector }: ValidRow): string => digest(equalityKey(connector))

/**
 * The content of each row by its number: a digest of its id and its values. Of equal rows, the first has the digest, and
 * each other one has a number behind it: `…/2`.
 */
export const contentsOf = (rows: ReadonlyArray<ValidRow>): ReadonlyMap<number, string> => {
  const times = new Map<string, number>()
  return new Map(
    rows.map(({ row, connector }) => {
      const content = digest(JSON.stringify([connector.id ?? null, equalityKey(connector)]))
      const time = (times.get(content) ?? 0) + 1
      times.set(content, time)
      return [row, time === 1 ? content : `${content}/${time}`]
    }),
  )
}
