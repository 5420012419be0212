/** The commands that are monitoring plugins: they report a failure on standard output, and exit with 3. */
export const monitoringCommands: ReadonlySet<string> = new Set(["stale", "doctor"])
