/**
 * Records the last exchange of a credential with its issuer.
 *
 * MSAL hides why an exchange failed. The pipeline of `@azure/identity` has it, for each credential that asks Entra, and
 * without another request. Its last policy sees the response before the library tries to parse it.
 */
import type { TokenCredentialOptions } from "@azure/identity"
import type { IssuerExchange } from "@odj/graph-adapter"

type Policies = NonNullable<TokenCredentialOptions["additionalPolicies"]>

export interface IssuerLog {
  readonly additionalPolicies: Policies
  readonly last: () => IssuerExchange | undefined
}

export const makeIssuerLog = (): IssuerLog => {
  let last: IssuerExchange | undefined
  const policy: Policies[number]["policy"] = {
    name: "issuerLog",
    sendRequest: async (request, next) => {
      const { url } = request
      try {
        const response = await next(request)
        const { status, headers, bodyAsText } = response
        last = { url, status, headers: headers.toJSON(), body: bodyAsText ?? "" }
        return response
      } catch (error) {
        last = { url, error }
        throw error
      }
    },
  }
  return { additionalPolicies: [{ policy, position: "perRetry" }], last: () => last }
}
