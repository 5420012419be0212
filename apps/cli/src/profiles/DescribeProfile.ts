/** What `odj whoami` and `odj profiles` show of a sign-in. None of it is a secret. */
import { isReadOnly, type Profile } from "./Profile.ts"

export const describeProfile = (name: string, profile: Profile) => ({
  profile: name,
  cloud: profile.cloud ?? null,
  url: profile.url,
  tenant: profile.tenant ?? null,
  account: profile.account ?? profile.clientId ?? null,
  method: profile.method,
  readOnly: isReadOnly(profile),
})
