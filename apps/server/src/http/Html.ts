/** HTML templates that escape every value, except values that are `Html` themselves. */

/** Text that is already HTML. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type HtmlValue = string | number | Html | ReadonlyArray<HtmlValue>

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

const write = (value: HtmlValue): string => {
  if (value instanceof Html) return value.text
  if (typeof value === "object") return value.map(write).join("")
  return String(value).replace(/[&<>"']/g, (character) => references[character] ?? "")
}

/** A template; put attribute values in quotes. */
export const html = (strings: TemplateStringsArray, ...values: ReadonlyArray<HtmlValue>): Html =>
  new Html(strings.reduce((text, string, index) => `${text}${write(values[index - 1] ?? "")}${string}`))
