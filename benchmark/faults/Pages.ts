/** Reads a list page by page, for clients that do not do so themselves. */
export interface Page {
  readonly value: ReadonlyArray<unknown>
  readonly "@odata.nextLink"?: string
}

/** The number of connectors on all pages. */
export const countPages = async (first: string, get: (url: string) => Promise<Page>): Promise<number> => {
  let read = 0
  let next: string | undefined = first
  while (next !== undefined) {
    const page = await get(next)
    read += page.value.length
    next = page["@odata.nextLink"]
  }
  return read
}
