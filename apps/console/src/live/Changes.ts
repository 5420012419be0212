/** When connectors have to be loaded again. */
import { computed, signal } from "@preact/signals"
import { reloads } from "../api/Link.ts"

const noted = signal(0)

/** Another number whenever connectors may have changed: by a request of anyone, or because the server is back. */
export const changes = computed(() => noted.value + reloads.value)

/** Notes that connectors have changed. The server reports it too, if it has a control. */
export const noteChange = (): void => {
  noted.value += 1
}
