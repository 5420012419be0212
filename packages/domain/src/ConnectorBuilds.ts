/**
 * The builds of the Intune Connector for Active Directory that Microsoft's documentation tells apart.
 *
 * Sources: Microsoft Learn, "Deploy Microsoft Entra hybrid joined devices by using Intune and Windows Autopilot"
 * (https://learn.microsoft.com/autopilot/windows-autopilot-hybrid), and "What's new in Windows Autopilot"
 * (https://learn.microsoft.com/autopilot/whats-new) for the dates.
 */

/**
 * Builds with their versions. A property names what began with the build, and `date` says when, as far as that is published.
 *
 * @example
 * ```ts
 * import { connectorBuilds } from "@odj/domain"
 *
 * console.log(connectorBuilds.supported.version) // => 6.2501.2000.5
 * ```
 */
export const connectorBuilds = {
  /**
   * The oldest build that still works. Since the date, Intune gives enrolment requests to no older build, although an older
   * one still calls Intune and is listed as active.
   */
  supported: { version: "6.2501.2000.5", date: "late June 2025" },
  /** The first build that signs in with WebView2. Older ones need Internet Explorer's security configuration turned off. */
  webView2: { version: "6.2504.2001.8", date: "April 2025" },
} as const
