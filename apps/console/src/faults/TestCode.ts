/** A fault as code for a test in JavaScript. */

/** `__proto__` in a literal sets the prototype, unless it is computed. */
const key = (name: string) =>
  name === "__proto__" ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)

/** The parts of an array or an object as JavaScript. */
const partsOf = (value: object, write: (member: unknown) => string): ReadonlyArray<string> =>
  Array.isArray(value)
    ? value.map(write)
    : Object.entries(value).map(([name, member]) => `${key(name)}: ${write(member)}`)

/** A JSON value on one line. */
const inline = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const parts = partsOf(value, inline).join(", ")
  return Array.isArray(value) ? `[${parts}]` : `{ ${parts} }`
}

/** A JSON value as JavaScript: on one line if it is short. */
const literal = (value: unknown, indent = ""): string => {
  const line = inline(value)
  if (line.length <= 60 || typeof value !== "object" || value === null) return line
  const inner = `${indent}  `
  const parts = partsOf(value, (member) => literal(member, inner)).map((part) => `${inner}${part},`)
  return [line.charAt(0), ...parts, `${indent}${line.at(-1)}`].join("\n")
}

/** Adds the faults to the server of a test. */
export const testCodeOf = (faults: unknown): string => `await server.fail(${literal(faults)})`
