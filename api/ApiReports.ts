/** The reports of all published packages, by their file names in this folder. */
import { apiReport } from "./ApiReport.ts"
import { type EntryPoint, publishedEntryPoints } from "./EmittedDeclarations.ts"

const sectionOf = ({ specifier, source }: EntryPoint, read: (path: string) => string) =>
  `# \`${specifier}\`\n\n\`\`\`ts\n${apiReport(source.replace(/\.ts$/, ".d.ts"), read)}\n\`\`\`\n`

/** Named for the folder of the package. */
const fileOf = ({ source }: EntryPoint) => `${source.split("/")[1]}.md`

export const apiReports = (read: (path: string) => string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(Object.groupBy(publishedEntryPoints, fileOf)).map(([file, entries = []]) => [
      file,
      entries.map((entry) => sectionOf(entry, read)).join("\n"),
    ]),
  )
