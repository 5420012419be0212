/** What a project installs with the package is what the library imports: the command has everything in its bundle. */
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { rolldown } from "rolldown"
import manifest from "../package.json" with { type: "json" }

it("the package declares what the library imports, and nothing else", async () => {
  const bundle = await rolldown({
    input: join(import.meta.dirname, "../src/index.ts"),
    external: (id) => !/^[./]/.test(id),
  })
  const { output } = await bundle.generate()
  const imported = output
    .flatMap((chunk) => (chunk.type === "chunk" ? [...chunk.imports, ...chunk.dynamicImports] : []))
    .map((id) => /^(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? id)
    // Not imported by the sources: Node.js's own modules, chunks of this bundle, what the bundler adds.
    .filter((name) => !/^node:|\.js$|^@oxc-project\//.test(name))
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
  assert.sameMembers(Object.keys(declared), [...new Set(imported)])
})
