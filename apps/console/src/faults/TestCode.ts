/** A fault as code for a test in JavaScript. */

/** `__proto__` in a literal sets the prototype, unless it is computed. */
const key = (name: string) =>
  name === "__proto__" ? '["__proto__"]' : /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)

/** A JSON value as JavaScript: on one line if it is short. */
const literal = (value: unknown, indent = ""): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{ ", " }"]
  const parts = (within: string) =>
    Array.isArray(value)
      ? value.map((element) => literal(element, within))
      : Object.entries(value).map(([name, member]) => `${key(name)}: ${literal(member, within)}`)
  const line = `${open}${parts(indent).join(", ")}${close}`
  return line.length <= 60 && !line.includes("\n")
    ? line
    : [open.trim(), ...parts(inner).map((part) => `${inner}${part},`), `${indent}${close.trim()}`].join("\n")
}

/** Adds the faults to the server of a test. */
export const testCodeOf = (faults: unknown): string => `await server.fail(${literal(faults)})`
