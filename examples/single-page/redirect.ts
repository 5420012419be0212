/** The redirect URI: it passes the response of a sign-in to the page that started it, also out of a popup or a frame. */
import { broadcastResponseToMainFrame } from "@azure/msal-browser/redirect-bridge"

await broadcastResponseToMainFrame()
