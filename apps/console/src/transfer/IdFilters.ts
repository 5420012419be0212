/** The filters that together find all connectors with some ids. */

/** The encoded length of the ids in one address, which every server accepts. */
const longest = 2_000

const literal = (id: string) => `'${id.toWellFormed().replaceAll("'", "''")}'`

/** Texts for `$filter`. Each one has as many ids as an address may have. */
export const idFilters = (ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  const slices: Array<Array<string>> = []
  let length = longest
  for (const id of ids.map(literal)) {
    const added = encodeURIComponent(`${id},`).length
    length += added
    if (length > longest) {
      slices.push([])
      length = added
    }
    slices.at(-1)?.push(id)
  }
  return slices.map((slice) => `id in (${slice.join(",")})`)
}
