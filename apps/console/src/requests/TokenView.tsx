/** The token of a request, decoded. */
import { now } from "../api/Now.ts"
import { Age } from "../ui/Age.tsx"
import { Fact } from "../ui/Fact.tsx"
import { Json } from "../ui/Json.tsx"
import type { DecodedToken } from "./RecordedRequest.ts"

/** The claims with times (RFC 7519, section 4.1), in seconds since 1970. */
const times = [
  ["iat", "Issued"],
  ["nbf", "Valid from"],
  ["exp", "Expires"],
] as const

const claimTimes = (claims: unknown) => {
  const values = Object(claims) as Readonly<Record<string, unknown>>
  return times.flatMap(([name, label]) => {
    const seconds = values[name]
    // Any client can send any number; beyond these there is no date.
    if (typeof seconds !== "number" || !(Math.abs(seconds) <= 8.64e12)) return []
    const isOver = name === "exp" && seconds * 1_000 <= now.value
    return [{ name, label: isOver ? "Expired" : label, at: seconds * 1_000 }]
  })
}

export const TokenView = ({ token: { header, claims } }: { readonly token: DecodedToken }) => (
  <section class="stack request-part" aria-label="Token">
    <h3>Token</h3>
    <dl class="facts">
      {claimTimes(claims).map(({ name, label, at }) => (
        <Fact key={name} name={label}>
          <Age at={at} text={new Date(at).toISOString()} />
        </Fact>
      ))}
    </dl>
    <details>
      <summary>Header and claims</summary>
      <div class="stack">
        <Json value={header} />
        <Json value={claims} />
      </div>
    </details>
    <p class="faint">The signature is not kept.</p>
  </section>
)
