/** The documentation page: an OpenAPI document as HTML. It is readable without its script. */
import { type HtmlValue, html } from "../http/Html.ts"
import { htmlPages } from "../http/HtmlPage.ts"
import type { HttpResponse } from "../http/HttpMessage.ts"
import { curlCommand } from "./CurlCommand.ts"
import { curlToken } from "./CurlToken.ts"
import { docsStyle } from "./DocsStyle.ts"
import type {
  Content,
  JsonSchema,
  Method,
  OpenApiDocument,
  Operation,
  Parameter,
  Reference,
  Response,
} from "./OpenApiDocument.ts"

/** Adds a Copy button to each command, if the browser gives the page access to the clipboard. */
const script = `
if (navigator.clipboard) for (const pre of document.querySelectorAll(".copied pre")) {
  const button = document.createElement("button")
  button.textContent = "Copy"
  button.onclick = async () => {
    await navigator.clipboard.writeText(pre.textContent)
    button.textContent = "Copied"
    setTimeout(() => { button.textContent = "Copy" }, 2000)
  }
  pre.after(button)
}
`

const page = htmlPages({ style: docsStyle, script })

/** Text between backquotes becomes code; no other Markdown is supported. */
const prose = (text: string): HtmlValue =>
  text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))

const nameOf = ({ $ref }: Reference) => $ref.slice($ref.lastIndexOf("/") + 1)

/** Follows a reference. */
const resolve = <A extends object>(item: A | Reference, components: Readonly<Record<string, A>>): A => {
  if (!("$ref" in item)) return item
  const found = components[nameOf(item)]
  if (found === undefined) throw new Error(`Missing ${item.$ref}`)
  return found
}

const schemaLink = (name: string) => html`<a href="#schema-${name}">${name}</a>`

const joined = (values: ReadonlyArray<HtmlValue>, separator: string): HtmlValue =>
  values.map((value, index) => (index === 0 ? value : [separator, value]))

const typeOf = ({ $ref, enum: members, anyOf, type, format, items }: JsonSchema): HtmlValue => {
  if ($ref !== undefined) return schemaLink(nameOf({ $ref }))
  if (anyOf !== undefined) return joined(anyOf.map(typeOf), " or ")
  if (members !== undefined)
    return joined(
      members.map((member) => html`<code>${member}</code>`),
      ", ",
    )
  if (items !== undefined) return ["array of ", typeOf(items)]
  return [type ?? "any JSON", format === undefined ? "" : `, ${format}`]
}

/** The properties of an object or of an array's objects, including nested ones. */
const propertiesOf = ({ properties, required = [], items }: JsonSchema): HtmlValue => {
  if (properties === undefined) return items === undefined ? "" : propertiesOf(items)
  return html`<dl class="rows">${Object.entries(properties).map(
    ([name, property]) =>
      html`<dt><code>${name}</code><span class="kind">${typeOf(property)}${required.includes(name) ? ", required" : ""}</span></dt>
<dd><p>${prose(property.description ?? "")}</p>${propertiesOf(property)}</dd>`,
  )}</dl>`
}

const command = (text: string) => html`<div class="copied"><pre tabindex="0"><code>${text}</code></pre></div>`

const exampleOf = (content: Content = {}): HtmlValue =>
  Object.values(content).map(({ example }) =>
    example === undefined
      ? ""
      : html`<details><summary>Example</summary><pre tabindex="0"><code>${
          typeof example === "string" ? example : JSON.stringify(example, null, 2)
        }</code></pre></details>`,
  )

const bodyOf = (content: Content = {}): HtmlValue =>
  Object.entries(content).map(
    ([type, { schema }]) =>
      html`<span class="kind">${schema.$ref === undefined ? type : typeOf(schema)}</span>`,
  )

const parameterRow = ({ name, in: place, description, schema, required }: Parameter) =>
  html`<dt><code>${name}</code><span class="kind">${place}, ${typeOf(schema)}${required ? ", required" : ""}</span></dt>
<dd><p>${prose(description)}</p></dd>`

const failureTitle = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, " ")

const responseRow = (status: string, { description, headers = {}, content }: Response) =>
  html`<dt>${status}${bodyOf(content)}</dt>
<dd><p>${prose(description)}</p><p class="faint">Headers: ${joined(
    Object.keys(headers).map((name) => html`<code>${name}</code>`),
    ", ",
  )}</p>${exampleOf(content)}</dd>`

const failureLink = (status: string, name: string) =>
  html`<a href="#failure-${name}">${status === "default" ? "other" : `${status} ${failureTitle(name)}`}</a>`

/** An operation only links to its failures: a section of the page describes each failure once. */
const responseRows = (responses: Operation["responses"]): HtmlValue => {
  const all = Object.entries(responses)
  const failures = all.flatMap(([status, response]) =>
    "$ref" in response ? [failureLink(status, nameOf(response))] : [],
  )
  return [
    all.map(([status, response]) => ("$ref" in response ? "" : responseRow(status, response))),
    failures.length === 0 ? "" : html`<dt>Failures</dt><dd><p>${joined(failures, ", ")}</p></dd>`,
  ]
}

const sentBody = ([type, { schema }]: readonly [string, Content[string]]): HtmlValue => [
  typeOf(schema),
  type === "application/json" ? ", as JSON" : html` as <code>${type}</code>`,
]

const operationArticle = (document: OpenApiDocument, path: string, method: Method, operation: Operation) => {
  const { operationId, summary, description = "", parameters = [], requestBody, responses } = operation
  const resolved = parameters.map((parameter) => resolve(parameter, document.components.parameters))
  return html`<article id="${operationId}" aria-labelledby="${operationId}-title">
<h3 id="${operationId}-title">${summary}</h3>
<div class="route"><span class="method ${method}">${method}</span><code>${path}</code></div>
<p>${prose(description)}</p>
<h4>Example request</h4>
${command(curlCommand(document.servers[0].url + path, method, operation, resolved))}
${resolved.length === 0 ? "" : html`<h4>Parameters</h4><dl class="rows">${resolved.map(parameterRow)}</dl>`}
${requestBody === undefined ? "" : html`<h4>Body</h4><p>${joined(Object.entries(requestBody.content).map(sentBody), ", or ")}.</p>`}
<h4>Responses</h4><dl class="rows">${responseRows(responses)}</dl>
</article>`
}

const operationsOf = (document: OpenApiDocument, tag: string) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => ({ path, method: method as Method, operation })),
  )

const link = (id: string, text: string) => html`<li><a href="#${id}">${text}</a></li>`

const navigation = (document: OpenApiDocument) =>
  html`<nav aria-label="Contents">${document.tags.map(
    ({ name }) =>
      html`<div><h2>${name}</h2><ul>${operationsOf(document, name).map(({ operation }) =>
        link(operation.operationId, operation.summary),
      )}</ul></div>`,
  )}<div><h2>Reference</h2><ul>${link("failures", "Failures")}${link("schemas", "Schemas")}<li><a href="openapi.json">OpenAPI document</a></li></ul></div></nav>`

const failuresSection = ({
  components,
}: OpenApiDocument) => html`<section id="failures" aria-labelledby="failures-title">
<h2 id="failures-title">Failures</h2><p>Every failure of the API has a body of the type ${schemaLink("Failure")}. <code>/readyz</code> responds with text.</p>
<dl class="rows">${Object.entries(components.responses).map(
  ([name, { description, content }]) => html`<dt id="failure-${name}">${failureTitle(name)}</dt>
<dd><p>${prose(description)}</p>${exampleOf(content)}</dd>`,
)}</dl></section>`

const schemasSection = ({
  components,
}: OpenApiDocument) => html`<section id="schemas" aria-labelledby="schemas-title">
<h2 id="schemas-title">Schemas</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<article id="schema-${name}">
<h3>${name}</h3>${schema.title === undefined ? "" : html`<p>${schema.title}.</p>`}
${schema.description === undefined ? "" : html`<p>${prose(schema.description)}</p>`}${
  schema.properties === undefined ? html`<p>${typeOf(schema)}</p>` : propertiesOf(schema)
}
</article>`,
)}</section>`

/** Which tokens are needed, and how to put Graph's into the variable that the commands on the page use. */
const tokenSection = ({ components: { securitySchemes } }: OpenApiDocument): HtmlValue => {
  const { bearer } = securitySchemes
  const schemes = Object.values(securitySchemes)
  const flow = schemes.find(({ flows }) => flows !== undefined)?.flows?.clientCredentials
  const descriptions = schemes.map(({ description }) => html`<p>${prose(description)}</p>`)
  if (bearer === undefined) return descriptions
  return html`${descriptions}
<p>The commands on this page use the token in the shell variable <code>TOKEN</code>${
    flow === undefined ? "" : ", which this command sets"
  }:</p>
${command(flow === undefined ? "TOKEN='your token'" : curlToken(flow))}`
}

/** The page of a document. */
export const docsPage = (document: OpenApiDocument): HttpResponse => {
  const { info, servers, tags } = document
  return page(
    `${info.title}: API reference`,
    html`<a class="skip" href="#content">Skip to the content</a>
<div class="page">
<header class="side"><div>
<h1>${info.title}</h1>
<div class="faint">${info.version}</div>
${navigation(document)}
</div></header>
<main id="content">
<p>${prose(info.description)}</p>
<p>This server: <span class="url">${servers[0].url}</span></p>
${tokenSection(document)}
${tags.map(
  ({ name, description }) => html`<section aria-labelledby="tag-${name}">
<h2 id="tag-${name}">${name}</h2><p>${prose(description)}</p>
${operationsOf(document, name).map(({ path, method, operation }) => operationArticle(document, path, method, operation))}
</section>`,
)}
${failuresSection(document)}
${schemasSection(document)}
</main>
</div>`,
  )
}
