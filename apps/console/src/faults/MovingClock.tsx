/** The server's clock: its time, how far it is ahead, and how to move it. */
import { useEffect, useReducer, useState } from "preact/hooks"
import type { Call } from "../api/Call.ts"
import { clockOffset } from "../api/Now.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { Field } from "../ui/Field.tsx"
import { perform } from "../ui/Perform.ts"
import { offsetText } from "./OffsetText.ts"

const timeId = "clock-time"

const move = (body: { readonly advance: string } | { readonly time: string }): Call => ({
  method: "PATCH",
  path: "/_odj/clock",
  body,
})

const steps = ["1 hour", "1 day", "6 days", "31 days"]

const Ticking = () => {
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(() => tick(undefined), 1_000)
    return () => clearInterval(timer)
  }, [])
  const time = `${new Date(Date.now() + clockOffset.value).toISOString().slice(0, 19)}Z`
  return (
    <p class="server-clock">
      <time dateTime={time}>{time.replace("T", " ").replace("Z", " UTC")}</time>{" "}
      <span class={`badge ${Math.abs(clockOffset.value) < 500 ? "" : "warn"}`}>
        {offsetText(clockOffset.value)}
      </span>
    </p>
  )
}

export const MovingClock = () => {
  const [shown, setShown] = useState(move({ advance: "1 hour" }))
  const [time, setTime] = useState("")
  /** The button, whose request is shown while it has the focus or the pointer. */
  const button = (label: string, call: () => Call, done: string, disabled = false) => (
    <span onFocusCapture={() => setShown(call())} onPointerEnter={() => setShown(call())}>
      <Button disabled={disabled} onClick={() => perform(call(), done)}>
        {label}
      </Button>
    </span>
  )
  return (
    <section class="card" aria-label="Clock">
      <h2>Clock</h2>
      <Ticking />
      <div class="line">
        {steps.map((advance) =>
          button(`+${advance}`, () => move({ advance }), `Moved the clock by ${advance}`),
        )}
        {button("Back to now", () => move({ time: new Date().toISOString() }), "Set the clock back to now")}
      </div>
      <div class="toolbar">
        <Field id={timeId} label="Time (UTC)">
          <input
            id={timeId}
            type="datetime-local"
            step={1}
            value={time}
            onInput={({ currentTarget }) => setTime(currentTarget.value)}
          />
        </Field>
        {button(
          "Set",
          () => move({ time: `${time}${time.length === 16 ? ":00" : ""}Z` }),
          "Set the clock",
          time === "",
        )}
      </div>
      <p>
        <small>
          Tokens expire by this clock, delays of faults end, and idempotency keys are forgotten after 24
          hours. On a server with <code>--heartbeats</code>, silent connectors become <code>error</code> after
          an hour and <code>inactive</code> after five days, and are deleted after thirty days.
        </small>
      </p>
      <div class="fault-foot">
        <CallLine call={shown} />
        <small>
          <code>{JSON.stringify(shown.body)}</code>
        </small>
      </div>
    </section>
  )
}
