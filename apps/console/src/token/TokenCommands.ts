/** The commands that make the same token as a request does, for a POSIX shell. */
import { isGuid } from "@odj/domain"
import { defaultTenant, graphResource } from "@odj/graph-wire"
import { shellWord } from "../api/ShellWord.ts"
import type { TokenBody } from "./TokenDraft.ts"

/**
 * The client credentials grant, with which programs get their tokens. The issuer decides on the permissions and on the
 * lifetime. `options` are further ones for curl. `undefined` for a person's token.
 */
export const oauthCommand = (
  { tenant = defaultTenant, scopes, appId }: TokenBody,
  origin: string,
  defaultAppId: string,
  options: ReadonlyArray<string> = [],
): string | undefined =>
  scopes === undefined
    ? [
        `curl -s ${shellWord(`${origin}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`)}`,
        ...options,
        `-d grant_type=client_credentials -d client_secret=any`,
        `--data-urlencode ${shellWord(`client_id=${appId ?? defaultAppId}`)}`,
        `-d scope=${graphResource}/.default`,
      ].join(" \\\n  ")
    : undefined

/**
 * `odj-server token`, which makes the token without a request, with the key file of the server. It has no flag for the
 * application, and needs the GUID of the tenant: `undefined` for other requests.
 */
export const serverCommand = (body: TokenBody, origin: string): string | undefined => {
  const { tenant, user, scopes, roles, appId, expiresIn } = body
  const permissions = scopes ?? roles ?? []
  if (appId !== undefined || permissions.length === 0 || (tenant !== undefined && !isGuid(tenant)))
    return undefined
  const flag = scopes === undefined ? "--role" : "--scope"
  return [
    `odj-server token --keys FILE --url ${shellWord(origin)}`,
    ...(tenant === undefined ? [] : [`--tenant ${tenant}`]),
    ...(user === undefined ? [] : [`--user ${shellWord(user)}`]),
    ...permissions.map((permission) => `${flag} ${shellWord(permission)}`),
    `--expires-in ${expiresIn}`,
  ].join(" \\\n  ")
}
