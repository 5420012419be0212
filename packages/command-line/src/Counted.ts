/** Numbers as people read them, alone or with a noun. */

/** `1,234`. */
export const count = (value: number): string => value.toLocaleString("en-GB")

/** `1 connector`, `1,234 connectors`. */
export const counted = (value: number, noun: string): string =>
  `${count(value)} ${noun}${value === 1 ? "" : "s"}`
