/** A request as people see it: without tokens, secrets and cookies. */

export interface RequestText {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A line for each header, and the body behind an empty one. */
export const messageText = (headers: Readonly<Record<string, string>>, body: string): string =>
  [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === "" ? [] : ["", body]),
  ].join("\n")
