/** Parameter aliases: names in a query, such as `@name`, that stand for values elsewhere in it. */

/** The values, by their names with `@`. An alias without a value is null. */
export type Aliases = ReadonlyMap<string, string>

/** `@` and an identifier of OData. */
const name = /^@[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,127}$/u

export const isAlias = (text: string): boolean => name.test(text)
