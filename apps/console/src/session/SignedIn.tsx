/** Who has signed in, with the ways to change that. Empty if the server needs no person. */
import { personSession, signIn, signOut } from "../api/PersonSession.ts"

export const SignedIn = () => {
  const session = personSession.value
  if (session.kind !== "signedIn" && session.kind !== "expired") return null
  const { name, username } = session.person
  return (
    <details
      class="signed-in"
      onKeyDown={({ key, currentTarget }) => {
        if (key !== "Escape") return
        currentTarget.open = false
        currentTarget.querySelector("summary")?.focus()
      }}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) currentTarget.open = false
      }}
    >
      <summary title={username}>
        <bdi>{name || username || "Signed in"}</bdi>
      </summary>
      <div class="card stack">
        {username !== "" && <bdi class="faint">{username}</bdi>}
        <button type="button" class="text-button" onClick={() => void signIn("select_account")}>
          Sign in as another person
        </button>
        <button type="button" class="text-button" onClick={() => void signOut()}>
          Sign out
        </button>
      </div>
    </details>
  )
}
