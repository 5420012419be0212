/** A token with its content, without its signature. */
import { exportToken } from "../api/Curl.ts"
import { decodedToken } from "../api/DecodedToken.ts"
import { now } from "../api/Now.ts"
import { Age } from "../ui/Age.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Json } from "../ui/Json.tsx"

/** The beginning and the end of a token. */
const shortened = (token: string) => (token.length > 48 ? `${token.slice(0, 28)}…${token.slice(-8)}` : token)

const Validity = ({ exp }: { readonly exp: unknown }) => {
  if (typeof exp !== "number") return null
  const end = exp * 1_000
  return (
    <dl class="facts">
      <dt>{end > now.value ? "Valid until" : "Expired"}</dt>
      <dd>
        <Age at={end} text={new Date(end).toISOString()} />
      </dd>
    </dl>
  )
}

export const TokenView = ({ token }: { readonly token: string }) => {
  const decoded = decodedToken(token)
  return (
    <div class="stack">
      <pre translate={false}>{shortened(token)}</pre>
      <div class="line">
        <CopyButton text={token} label="Copy the token" kind="main" />
        <CopyButton text={exportToken(token)} label="Copy as export TOKEN=…" />
      </div>
      {decoded === undefined ? (
        <p>This token can’t be decoded. Only the server can read it.</p>
      ) : (
        <>
          <Validity exp={decoded.claims.exp} />
          <details open>
            <summary>Claims</summary>
            <Json value={decoded.claims} />
          </details>
          <details>
            <summary>Header</summary>
            <Json value={decoded.header} />
          </details>
        </>
      )}
    </div>
  )
}
