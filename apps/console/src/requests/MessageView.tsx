/** The headers and the body of a request or a response. */
import { CopyButton } from "../ui/CopyButton.tsx"
import { counted } from "../ui/Counted.ts"
import { Json } from "../ui/Json.tsx"
import { Pairs } from "./Pairs.tsx"
import type { Message } from "./RecordedRequest.ts"
import { sizeText } from "./RequestText.ts"

const isForm = (type = "") => /^application\/x-www-form-urlencoded\b/i.test(type)

const Body = ({ message: { headers, body } }: { readonly message: Message }) => {
  const type = headers["content-type"]
  if (typeof body === "object" && body !== null && isForm(type))
    return <Pairs entries={Object.entries(body)} />
  const isText = typeof body === "string" && !/\bjson\b/i.test(type ?? "")
  return (
    <>
      {isText ? <pre>{body}</pre> : <Json value={body} />}
      <CopyButton text={isText ? body : JSON.stringify(body, null, 2)} label="Copy body" />
    </>
  )
}

export const MessageView = ({ message }: { readonly message: Message }) => {
  const { headers, body, bodyLength } = message
  const entries = Object.entries(headers)
  return (
    <>
      <details>
        <summary>
          {counted(entries.length, "header")}
          {bodyLength !== undefined && <span class="faint">, body of {sizeText(bodyLength)}</span>}
        </summary>
        <Pairs entries={entries} />
      </details>
      {body !== undefined && <Body message={message} />}
      {body === undefined && bodyLength !== undefined && (
        <p class="faint">The body is not recorded: it is binary, HTML or longer than 1 MiB.</p>
      )}
      {body === undefined && bodyLength === undefined && <p class="faint">No body.</p>}
    </>
  )
}
