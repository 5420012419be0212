/** The names of the commands by group, in the order of the help. */
export const commandGroups = {
  Connectors: ["create", "list", "get", "update", "delete"],
  Checks: ["stale", "doctor"],
  Files: ["export", "import"],
  "Sign-in": ["login", "logout", "profiles", "whoami"],
  Help: ["help", "completion", "version"],
} as const

export type CommandName = (typeof commandGroups)[keyof typeof commandGroups][number]

const names: ReadonlySet<string> = new Set(Object.values(commandGroups).flat())

export const isCommandName = (word: string): word is CommandName => names.has(word)
