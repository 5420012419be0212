/** Makes the credential with which a gateway signs in to its service. */
import { fixedToken } from "@odj/command-line"
import { Effect } from "effect"
import type { HttpClient } from "effect/http"
import type { CredentialSettings } from "./CredentialSettings.ts"

/**
 * The credential and the scope of its tokens; none for a service that gets no token. Loads `@azure/identity` if it is needed,
 * and signs in at once: if that fails, the log says why before the first caller comes.
 */
export const gatewayCredential = Effect.fnUntraced(function* (
  settings: CredentialSettings,
  client: HttpClient.HttpClient,
) {
  if (settings._tag === "None") return {}
  if (settings._tag === "Token") return { credential: fixedToken(settings.token) }
  const { azureCredential, signInNow } = yield* Effect.promise(() => import("./AzureCredential.ts"))
  const credential = azureCredential(settings, client)
  const { scope } = settings
  yield* Effect.forkScoped(signInNow(credential, scope))
  return { credential, scope }
})
