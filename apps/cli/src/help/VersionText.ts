/** What `odj version` and `odj --version` print. */
export const versionText = (version: string): string => `odj v${version}`
