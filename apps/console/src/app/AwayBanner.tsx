/** Says that the server is away. It lies over the header, so nothing moves when it comes and goes. */
import { link } from "../api/Link.ts"

export const AwayBanner = () => (
  <div class="away" role="status">
    {link.value === "away" && <p>The server does not respond. Trying again…</p>}
  </div>
)
