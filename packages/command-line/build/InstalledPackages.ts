/** How a bundler finds the packages that it puts into a bundle. */
import type { Plugin } from "rolldown"

/**
 * Where it looks for packages, in each folder from the importing file up to the root. In a clone in which only `pnpm start`
 * has run, all packages are in [start](../../../start).
 */
export const moduleFolders = ["node_modules", "start/node_modules"]

/** Fails for a package that is not installed. Otherwise the bundle would import it when it runs. */
export const refuseMissing: Plugin = {
  name: "refuse-missing",
  onLog(_, log) {
    if (log.code === "UNRESOLVED_IMPORT") this.error(log)
  },
}
