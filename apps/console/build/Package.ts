/** Writes the published package: the files of the console as texts in a module, its types, and the licences of what is in it. */
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { filesModule } from "./FilesModule.ts"

const root = join(import.meta.dirname, "..")
const dist = join(root, "dist")

const { code, licenses } = await filesModule()

/** These modules have nothing but types, so they are declarations as they are. */
const types = await Promise.all(
  ["build/ConsoleFiles.ts", "src/api/ConsoleSettings.ts"].map((path) => readFile(join(root, path), "utf8")),
)

await mkdir(dist, { recursive: true })
await Promise.all([
  writeFile(join(dist, "Files.js"), code),
  writeFile(
    join(dist, "Files.d.ts"),
    `${types.join("\n")}
/** The files of the console. */
export declare const consoleFiles: ConsoleFiles
`,
  ),
  writeFile(join(dist, "THIRD-PARTY-LICENSES.txt"), licenses),
])
