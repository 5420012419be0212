/** The token of the person who has signed in. */
import { useEffect, useState } from "preact/hooks"
import { personSession, personToken } from "../api/PersonSession.ts"
import { TokenView } from "./TokenView.tsx"

export const PersonTokenView = () => {
  const session = personSession.value
  const [token, setToken] = useState<string>()
  useEffect(() => {
    void personToken().then(setToken)
  }, [session])
  if (session.kind !== "signedIn" || token === undefined) return null
  const { name, username, tenant } = session.person
  return (
    <div class="token-columns">
      <section class="card">
        <dl class="facts">
          <dt>Signed in</dt>
          <dd>
            <bdi>{name || username}</bdi>
          </dd>
          {username !== name && username !== "" && (
            <>
              <dt>User name</dt>
              <dd>
                <bdi>{username}</bdi>
              </dd>
            </>
          )}
          {tenant !== undefined && (
            <>
              <dt>Tenant</dt>
              <dd class="mono">{tenant}</dd>
            </>
          )}
        </dl>
      </section>
      <section class="card" aria-labelledby="page-token">
        <h2 id="page-token">The token of this page</h2>
        <TokenView token={token} />
      </section>
    </div>
  )
}
