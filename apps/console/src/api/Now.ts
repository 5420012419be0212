/** The time of the server, for texts such as "3 h ago". It moves every ten seconds, and when the clock is changed. */
import { computed, signal } from "@preact/signals"

/** How far the server's clock is ahead of this computer's, in milliseconds, as far as the control's events say so. */
export const clockOffset = signal(0)

const local = signal(Date.now())
setInterval(() => {
  local.value = Date.now()
}, 10_000)

/** In milliseconds since 1970. */
export const now = computed(() => local.value + clockOffset.value)
