/** The command line that sends an operation's example to the server, for a POSIX shell; `$TOKEN` is the reader's. */
import type { Method, Operation, Parameter } from "./OpenApiDocument.ts"

/** One word of the shell, whatever is in the text. */
const quoted = (text: string) => (text.includes("'") ? `"${text.replace(/["$`\\]/g, "\\$&")}"` : `'${text}'`)

/** `template` is the URL as the document has it, with its parameters in braces; what has no example is left out. */
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
  return [
    `curl -i${query.length > 0 ? "G" : ""} ${quoted(url)}`,
    ...(method === "patch" || method === "delete" ? [`-X ${method.toUpperCase()}`] : []),
    ...(security.length > 0 ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...query.map(({ name, example }) => `--data-urlencode ${quoted(`${name}=${example}`)}`),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, null, 2))}`]),
  ].join(" \\\n  ")
}
