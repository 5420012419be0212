/**
 * Writes THIRD-PARTY-LICENSES.txt beside a bundle: every package in it, with its licence's name and text. A package
 * without a text fails the build, since its licence could not be kept.
 */
import type { Plugin } from "rolldown"
import { licensePlugin } from "rolldown-license-plugin"

const rule = "-".repeat(80)

/** `included` is the same text of a bundle that this one contains. */
export const thirdPartyLicenses = (program: string, included?: string): Plugin =>
  licensePlugin({
    done: (packages, bundle) => {
      const silent = packages.filter(({ license, licenseText }) => license === "" || licenseText === "")
      if (silent.length > 0) {
        bundle.error(`No licence text for ${silent.map(({ name }) => name).join(", ")}`)
      }
      bundle.emitFile({
        type: "asset",
        fileName: "THIRD-PARTY-LICENSES.txt",
        source: [
          `${program} contains the following packages.\n`,
          ...packages.map(
            ({ name, version, license, licenseText }) =>
              `${rule}\n${name} ${version} (${license})\n${rule}\n\n${licenseText.trim()}\n`,
          ),
          ...(included === undefined ? [] : [rule, included]),
        ].join("\n"),
      })
    },
  })
