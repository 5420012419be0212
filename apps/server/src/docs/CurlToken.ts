/** Writes the command that gets a token from the built-in issuer into `$TOKEN`, for a POSIX shell. */
import { quoted } from "./CurlCommand.ts"
import type { ClientCredentialsFlow } from "./OpenApiDocument.ts"

/** The issuer accepts any application and any secret. */
export const curlToken = ({ tokenUrl, scopes }: ClientCredentialsFlow): string =>
  [
    "TOKEN=$(curl -s",
    quoted(tokenUrl),
    "-d grant_type=client_credentials -d client_id=docs -d client_secret=any",
    `-d scope=${Object.keys(scopes).join("%20")}`,
    '| sed \'s/.*"access_token":"\\([^"]*\\).*/\\1/\')',
  ].join(" \\\n  ")
