/** The remedy for each code with which Entra, OAuth or a library refuses a sign-in. */

export interface SignInRefusal {
  /** What happened, if it needs no words of the issuer. */
  readonly sentence?: string
  readonly remedy: string
}

const declined = { sentence: "The sign-in was declined", remedy: "Run `odj login` to try again." }

const tooLate = {
  sentence: "The code expired before anyone signed in with it",
  remedy: "Run `odj login` to get another code.",
}

const wrongSecret = { remedy: "Put a valid secret of the application into AZURE_CLIENT_SECRET." }

const refusals: Readonly<Record<string, SignInRefusal>> = {
  access_denied: declined,
  authorization_declined: declined,
  expired_token: tooLate,
  device_code_expired: tooLate,
  az: { remedy: "Run `az login`, then try again." },
  AADSTS65001: { remedy: "Ask an administrator to consent to the permissions of the application." },
  AADSTS700016: { remedy: "Check --client-id and --tenant, then run `odj login` again." },
  AADSTS700027: { remedy: "Add the certificate to the application in Entra, or use another one." },
  AADSTS7000215: wrongSecret,
  AADSTS7000222: wrongSecret,
}

const other = { remedy: "Run `odj login`, or put a valid token in ODJ_TOKEN." }

/** What the code of a refused sign-in means, and what to do about it. */
export const signInRefusal = (code: string | undefined): SignInRefusal =>
  (code !== undefined && Object.hasOwn(refusals, code) ? refusals[code] : undefined) ?? other
