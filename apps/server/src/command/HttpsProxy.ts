/** The proxy for https requests to other servers, which the variable `HTTPS_PROXY` names. */
import { UsageInvalid } from "@odj/command-line"
import { Result } from "effect"

const invalid = UsageInvalid.sentence(
  "HTTPS_PROXY is not the URL of an http proxy. Set it to a URL such as http://proxy.contoso.com:8080",
)

/** The proxy; `undefined` if there is none. The default scheme is http. A failure hides the value and its password. */
export const httpsProxy = (
  env: Readonly<Record<string, string | undefined>>,
): Result.Result<URL | undefined, UsageInvalid> => {
  const text = env.https_proxy || env.HTTPS_PROXY
  if (!text) return Result.succeed(undefined)
  const url = URL.parse(text.includes("://") ? text : `http://${text}`)
  return url !== null && /^https?:$/.test(url.protocol) ? Result.succeed(url) : Result.fail(invalid)
}
