/** The section "Token": makes a token, or shows that of the person who has signed in. */
import { consoleSettings } from "../api/Settings.ts"
import { Empty } from "../ui/Empty.tsx"
import { Section } from "../ui/Section.tsx"
import { PersonTokenView } from "./PersonTokenView.tsx"
import { TokenMaker } from "./TokenMaker.tsx"

const NotNeeded = () => (
  <Empty title="No token is needed">
    <p>
      This server was started with <code>--auth none</code>: every request is allowed. With{" "}
      <code>--auth local</code> it makes tokens, and refuses requests without one.
    </p>
  </Empty>
)

const content = {
  none: NotNeeded,
  control: TokenMaker,
  person: PersonTokenView,
}

export const TokenSection = () => {
  const tokens = consoleSettings.value?.tokens
  const Content = tokens && content[typeof tokens === "string" ? tokens : "person"]
  return <Section title="Token">{Content && <Content />}</Section>
}
