/** Writes requests of the page as commands for POSIX shells and fish. */
import { base } from "./Base.ts"
import type { Call } from "./Call.ts"
import { consoleSettings } from "./Settings.ts"
import { shellWord } from "./ShellWord.ts"

/** The variable with the token that the server wants for a path. */
const variableFor = (path: string): string | undefined => {
  const { tokens, control } = consoleSettings.value ?? {}
  if (path.startsWith("/beta/")) return tokens === "none" ? undefined : "TOKEN"
  return path.startsWith("/_odj/") && control === "token" ? "CONTROL_TOKEN" : undefined
}

/** Whether the command of a call needs a token of Graph's API. */
export const needsToken = ({ path }: Call): boolean => variableFor(path) === "TOKEN"

/** The option of a command that trusts a certificate which the server has made. */
export const trustOptions = (flag: "--cacert" | "--ca"): ReadonlyArray<string> => {
  const { certificate } = consoleSettings.value ?? {}
  return certificate === undefined ? [] : [`${flag} ${shellWord(certificate)}`]
}

/** The command to paste. It needs the token of Graph's API in `TOKEN`, and that of the control in `CONTROL_TOKEN`. */
export const curlOf = ({ method, path, headers = {}, body, file }: Call): string => {
  const variable = variableFor(path)
  const all = Object.entries(headers)
  const data = file === undefined ? JSON.stringify(body, undefined, 2) : `@${file}`
  if (data !== undefined) all.push(["Content-Type", "application/json"])
  return [
    `curl -i ${method === "GET" ? "" : `-X ${method} `}${shellWord(new URL(path.slice(1), base).href)}`,
    ...trustOptions("--cacert"),
    ...(variable === undefined ? [] : [`-H "Authorization: Bearer $${variable}"`]),
    ...all.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...(data === undefined ? [] : [`-d ${shellWord(data)}`]),
  ].join(" \\\n  ")
}

/** Sets the variable that requests to Graph's API need. */
export const exportToken = (token: string): string => `export TOKEN=${shellWord(token)}`
