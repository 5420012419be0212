/** The header: what server this is, and how it is. */
import { base } from "../api/Base.ts"
import { link } from "../api/Link.ts"
import { clockOffset, now } from "../api/Now.ts"
import { consoleSettings } from "../api/Settings.ts"
import { status } from "../api/Status.ts"
import { SignedIn } from "../session/SignedIn.tsx"
import { spanText } from "../ui/AgeText.ts"
import { shortenMiddle } from "../ui/ShortenMiddle.ts"
import { Navigation } from "./Navigation.tsx"
import { readiness } from "./ServerState.ts"
import { TenantSwitch } from "./TenantSwitch.tsx"

const address = base.href.replace(/^https?:\/\/|\/$/g, "")

const Readiness = () => {
  const state = link.value === "away" ? "away" : readiness.value
  const started = status.value?.started
  // A server starts at the time of its machine, which is not moved.
  const time = now.value - clockOffset.value
  const up =
    state === "ok" && started !== undefined && `, up ${spanText(Math.max(0, time - Date.parse(started)))}`
  if (state === undefined) return null
  return (
    <span
      class="state"
      data-state={state === "ok" ? "active" : "error"}
      title={started && `Started ${started}`}
    >
      {state === "ok" ? "ready" : state}
      {up}
    </span>
  )
}

export const Head = () => {
  const { store, version } = consoleSettings.value ?? {}
  return (
    <header class="head">
      <div class="brand">
        <strong title={version && `Version ${version}`}>odj-server</strong>
        <code title={base.href}>{shortenMiddle(address, 40)}</code>
        {store !== undefined && (
          <span class="faint store" title={store}>
            {shortenMiddle(store, 36)}
          </span>
        )}
        <Readiness />
        <TenantSwitch />
        <SignedIn />
      </div>
      <Navigation />
    </header>
  )
}
