/** Microsoft Graph as an application of Microsoft Entra, which issues tokens for it. */

/** Its URL in the global cloud, which names it in a token's scope. */
export const graphResource = "https://graph.microsoft.com"

/** Its application id, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000"
