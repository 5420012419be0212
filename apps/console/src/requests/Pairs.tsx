/** Names with values of a client, such as headers. A name can come twice. */
import { Fact } from "../ui/Fact.tsx"
import { Json } from "../ui/Json.tsx"

const Code = ({ text }: { readonly text: string }) => (
  <code>
    <bdi>{text}</bdi>
  </code>
)

export const Pairs = ({ entries }: { readonly entries: ReadonlyArray<readonly [string, unknown]> }) => (
  <dl class="facts">
    {entries.map(([name, value], index) => (
      <Fact key={index} name={<Code text={name} />}>
        {typeof value === "string" ? <Code text={value} /> : <Json value={value} />}
      </Fact>
    ))}
  </dl>
)
