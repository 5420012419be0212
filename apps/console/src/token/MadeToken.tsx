/** The token that was made. */
import { useEffect, useRef } from "preact/hooks"
import { TokenView } from "./TokenView.tsx"

export const MadeToken = ({ token }: { readonly token: string }) => {
  const ref = useRef<HTMLElement>(null)
  // On a phone, it is below the form.
  useEffect(() => ref.current?.querySelector("h2")?.scrollIntoView({ block: "nearest" }), [token])
  return (
    <section ref={ref} class="card" aria-labelledby="made-token">
      <h2 id="made-token">The token</h2>
      <TokenView token={token} />
    </section>
  )
}
