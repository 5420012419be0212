/** Writes requests of the page as commands for a POSIX shell. */
import { base } from "./Base.ts"
import type { Call } from "./Call.ts"
import { controlToken } from "./ControlAccess.ts"
import { shellWord } from "./ShellWord.ts"

const tokenOf = (path: string): string | undefined => {
  if (path.startsWith("/beta/")) return "TOKEN"
  return path.startsWith("/_odj") && controlToken.value !== undefined ? "CONTROL_TOKEN" : undefined
}

/**
 * A request to Graph's API needs its token in the variable `TOKEN`; one to a control with a token, that token in `CONTROL_TOKEN`.
 */
export const curlOf = ({ method, path, headers = {}, body }: Call): string => {
  const variable = tokenOf(path)
  const all = Object.entries(headers)
  if (body !== undefined) all.push(["Content-Type", "application/json"])
  return [
    `curl -i ${method === "GET" ? "" : `-X ${method} `}${shellWord(new URL(path.slice(1), base).href)}`,
    ...(variable === undefined ? [] : [`-H "Authorization: Bearer $${variable}"`]),
    ...all.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-d ${shellWord(JSON.stringify(body))}`]),
  ].join(" \\\n  ")
}

/** Sets the variable that requests to Graph's API need. */
export const exportToken = (token: string): string => `export TOKEN=${shellWord(token)}`
