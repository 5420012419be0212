/** Signs a person in with MSAL, and calls Microsoft Graph for them. */
import { InteractionRequiredAuthError, PublicClientApplication } from "@azure/msal-browser"

export const application = new PublicClientApplication({
  auth: {
    clientId: "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10",
    authority: "https://login.microsoftonline.com/organizations",
    redirectUri: "/redirect.html",
  },
})

export const scopes = ["https://graph.microsoft.com/DeviceManagementConfiguration.ReadWrite.All"]

/** A valid token. MSAL renews it without the person as long as that is possible. */
const token = async () => {
  try {
    return (await application.acquireTokenSilent({ scopes })).accessToken
  } catch (error) {
    if (error instanceof InteractionRequiredAuthError) await application.acquireTokenRedirect({ scopes })
    throw error
  }
}

const request = async (init: RequestInit = {}) => {
  const response = await fetch("https://graph.microsoft.com/beta/deviceManagement/domainJoinConnectors", {
    ...init,
    headers: { Authorization: `Bearer ${await token()}`, "Content-Type": "application/json" },
  })
  const body = await response.json()
  if (!response.ok) throw new Error(body.error.message)
  return body
}

export const createConnector = (displayName: string): Promise<void> =>
  request({
    method: "POST",
    body: JSON.stringify({
      displayName,
      lastConnectionDateTime: new Date().toISOString(),
      state: "active",
      version: "1",
    }),
  })

export const connectorNames = async (): Promise<ReadonlyArray<string>> => {
  const { value } = await request()
  return value.map(({ displayName }: { displayName: string }) => displayName)
}
