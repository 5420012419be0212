/** Bundles `odj-server`: a few lines that start it, the program, and a file for each part that is loaded when it is used. */
import { join } from "node:path"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { defineConfig } from "rolldown"

const here = (path: string) => join(import.meta.dirname, path)

export default defineConfig({
  input: here("src/Entry.ts"),
  platform: "node",
  plugins: [thirdPartyLicenses("odj-server")],
  output: {
    dir: here("dist"),
    format: "esm",
    minify: true,
    entryFileNames: "odj-server.mjs",
    chunkFileNames: "[name].mjs",
  },
})
