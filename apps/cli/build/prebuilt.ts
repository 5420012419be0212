/** Writes beside the bundle what it needs beside its code: what the commands are, the man page, the completion scripts. */
import { copyFileSync, globSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import packageJson from "../package.json" with { type: "json" }
import { commandDocs } from "./CommandDocs.ts"
import { manPage } from "./ManPage.ts"

const dist = join(import.meta.dirname, "../dist")

const docs = await commandDocs
writeFileSync(join(dist, "commands.json"), JSON.stringify(docs))
writeFileSync(join(dist, "odj.1"), manPage(docs, packageJson.version))
for (const script of globSync(join(import.meta.dirname, "../src/completion/odj.*")))
  copyFileSync(script, join(dist, basename(script)))
