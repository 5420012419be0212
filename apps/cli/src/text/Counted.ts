/** Numbers as people read them, alone or with a noun. */

/** `1,234`. */
export const count = (value: number): string => value.toLocaleString("en-GB")

/** `1 connector`, `2 connectors`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`
