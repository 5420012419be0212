/** Microsoft Graph as an application of Microsoft Entra, which issues tokens for it. */

/** The URL that names Microsoft Graph in the scope of a token for the global cloud. */
export const graphResource = "https://graph.microsoft.com"

/** The application id of Microsoft Graph, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000"
