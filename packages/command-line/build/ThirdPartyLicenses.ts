/**
 * Writes THIRD-PARTY-LICENSES.txt beside a bundle: every package in it, with its licence's name and text. A package
 * without a text fails the build, since its licence could not be kept.
 */
import type { Plugin } from "rolldown"
import { licensePlugin } from "rolldown-license-plugin"

const rule = "-".repeat(80)

export const thirdPartyLicenses = (command: string): Plugin =>
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
          `${command} contains the following packages.\n`,
          ...packages.map(
            ({ name, version, license, licenseText }) =>
              `${rule}\n${name} ${version} (${license})\n${rule}\n\n${licenseText.trim()}\n`,
          ),
        ].join("\n"),
      })
    },
  })
