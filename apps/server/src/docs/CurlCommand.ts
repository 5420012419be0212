/** Writes the `curl` command that sends an operation's example, for a POSIX shell with the tokens in variables. */
import type { Method, Operation, Parameter } from "./OpenApiDocument.ts"

/** Quotes any text as one word of the shell. */
export const quoted = (text: string) =>
  text.includes("'") ? `"${text.replace(/["$`\\]/g, "\\$&")}"` : `'${text}'`

/** The variable with the token of a security scheme. */
const tokenVariable = (scheme: string) => (scheme === "control" ? "CONTROL_TOKEN" : "TOKEN")

/** `template` is a URL with parameters in braces. Parameters without an example are left out. */
export const curlCommand = (
  template: string,
  method: Method,
  { security, requestBody }: Operation,
  parameters: ReadonlyArray<Parameter>,
): string => {
  const examples = parameters.filter(({ example }) => example !== undefined)
  const query = examples.filter((parameter) => parameter.in === "query")
  const url = examples.reduce(
    (text, { name, example }) => text.replaceAll(`{${name}}`, () => encodeURIComponent(String(example))),
    template,
  )
  const body = requestBody?.content["application/json"]?.example
  // What curl chooses by itself.
  const usual = body === undefined ? "get" : "post"
  const [scheme] = Object.keys(security[0] ?? {})
  return [
    `curl -i${query.length > 0 ? "G" : ""} ${quoted(url)}`,
    ...(method === usual ? [] : [`-X ${method.toUpperCase()}`]),
    ...(scheme === undefined ? [] : [`-H "Authorization: Bearer $${tokenVariable(scheme)}"`]),
    ...query.map(({ name, example }) => `--data-urlencode ${quoted(`${name}=${example}`)}`),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, null, 2))}`]),
  ].join(" \\\n  ")
}
