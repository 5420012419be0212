/** Microsoft Graph as Microsoft Entra knows it: an application that tokens are issued for. */

/** Its address, by which a token is asked for; that of the global cloud. */
export const graphResource = "https://graph.microsoft.com"

/** Its id, the same in every tenant and cloud. */
export const graphAppId = "00000003-0000-0000-c000-000000000000"
