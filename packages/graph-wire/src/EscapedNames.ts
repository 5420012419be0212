/**
 * Parses JSON whose names have escapes.
 *
 * V8's `JSON.parse` can mistake such a name for another: after it has parsed `{"a":0,"\\":0}`, it parses
 * `{"a":0,"\u0062":0}` as that same value (https://github.com/nodejs/node/issues/63785). So the names are replaced by
 * names without escapes before parsing, and restored afterwards.
 */

const strings = /"[^"\\]*(?:\\.[^"\\]*)*"([ \t\n\r]*:)?/g

/** The value of valid JSON. */
export const parseEscapedNames = (text: string): unknown => {
  const names: Array<string> = []
  const renamed = text.replace(strings, (string, colon: string | undefined) => {
    if (colon === undefined) return string
    // Only names with escapes are read wrong, not values.
    names.push(JSON.parse(string.slice(0, -colon.length)))
    return `"n${names.length - 1}"${colon}`
  })
  const value: unknown = JSON.parse(renamed)
  const rest = [value]
  while (rest.length > 0) {
    const next = rest.pop()
    if (typeof next !== "object" || next === null) continue
    const members = Object.entries(next)
    for (const [, member] of members) rest.push(member)
    if (Array.isArray(next)) continue
    for (const [name] of members) Reflect.deleteProperty(next, name)
    for (const [name, value] of members) {
      const own = { value, writable: true, enumerable: true, configurable: true }
      Object.defineProperty(next, names[Number(name.slice(1))] ?? "", own)
    }
  }
  return value
}
