/** Everything that a person's browser uses to sign in. It is loaded when the first browser comes. */
import { makeAuthorizeEndpoint, type SignInOptions } from "./AuthorizeEndpoint.ts"
import type { DeviceCodes } from "./DeviceCodes.ts"
import { makeDeviceLogin } from "./DeviceLogin.ts"
import { makeLogoutEndpoint } from "./LogoutEndpoint.ts"
import { makeRedirectUris } from "./RedirectUris.ts"
import { refuseWithPage } from "./RefuseWithPage.ts"
import { makeSessions } from "./Sessions.ts"

export interface SignInPagesOptions extends Omit<SignInOptions, "redirectUris" | "sessions"> {
  readonly devices: DeviceCodes
}

/** The endpoints of one issuer, with their sessions and redirect URIs. */
export const makeSignInPages = (options: SignInPagesOptions) => {
  const own = { redirectUris: makeRedirectUris(), sessions: makeSessions() }
  return {
    authorize: makeAuthorizeEndpoint({ ...options, ...own }),
    logout: makeLogoutEndpoint(own),
    deviceLogin: makeDeviceLogin(options.devices, options.directory),
    refuseWithPage,
  }
}
