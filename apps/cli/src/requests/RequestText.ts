/** A request as it is shown: without tokens, secrets and cookies. */

export interface RequestText {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One line for each header, then an empty line and the body. */
export const messageText = (headers: Readonly<Record<string, string>>, body: string): string =>
  [
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === "" ? [] : ["", body]),
  ].join("\n")
