/** The token that was made. */
import { useEffect, useRef } from "preact/hooks"
import { TokenView } from "./TokenView.tsx"

export const MadeToken = ({ token }: { readonly token: string }) => {
  const ref = useRef<HTMLHeadingElement>(null)
  // On a phone, it is below the form.
  useEffect(() => ref.current?.scrollIntoView({ block: "nearest" }), [token])
  return (
    <section class="card" aria-labelledby="made-token">
      <h2 ref={ref} id="made-token" class="made-token">
        The token
      </h2>
      <TokenView token={token} />
    </section>
  )
}
