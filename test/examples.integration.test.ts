/** The examples in docstrings run, and print what their `// =>` comments say; the exports that matter most have one. */
import { execFile } from "node:child_process"
import { globSync, readFileSync } from "node:fs"
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { folder, printsWhatItSays, workspace } from "./shownCode.ts"

/** What most users import first. */
const exportsThatMatter = ["startServer"]

/** The code of each example in a source, and what the docstring is of. */
const examplesIn = (source: string) =>
  Array.from(
    source.matchAll(/^\/\*\*$((?:(?!\*\/).)*)\*\/\nexport (?:const|class|interface|type) (\w+)/gms),
  ).flatMap(([, comment = "", name = ""]) => {
    const [, ...examples] = comment.replace(/^ *\* ?/gm, "").split("@example")
    return examples.flatMap((example) =>
      Array.from(example.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = ""]) => ({ name, code })),
    )
  })

const examples = globSync("{packages,apps}/*/src/**/*.ts", { cwd: workspace })
  .sort()
  .flatMap((file) =>
    examplesIn(readFileSync(join(workspace, file), "utf8")).map(({ name, code }) => ({
      title: `${name} of ${file}`,
      name,
      code,
    })),
  )

/** What the compiler has to say of the examples, each a module of its own. */
const compile = async (codes: ReadonlyArray<string>): Promise<string> => {
  const project = await mkdtemp(join(tmpdir(), "odj-examples-"))
  try {
    await symlink(join(folder, "node_modules"), join(project, "node_modules"))
    await writeFile(join(project, "package.json"), JSON.stringify({ type: "module" }))
    const compilerOptions = {
      noEmit: true,
      types: ["node"],
      noUncheckedIndexedAccess: false,
      // The folder's own package is not among what it has installed.
      paths: { "@odj/server": [join(folder, "src/index.ts")] },
    }
    const config = { extends: join(workspace, "tsconfig.base.json"), compilerOptions, include: ["*.ts"] }
    await writeFile(join(project, "tsconfig.json"), JSON.stringify(config))
    await Promise.all(codes.map((code, index) => writeFile(join(project, `${index + 1}.ts`), code)))
    const tsc = join(workspace, "node_modules/.bin/tsc")
    return await promisify(execFile)(tsc, ["-p", project]).then(
      ({ stdout }) => stdout,
      ({ stdout }) => stdout,
    )
  } finally {
    await rm(project, { recursive: true })
  }
}

describe.concurrent("An example", () => {
  for (const { title, code } of examples) {
    it.effect(`prints what it says: ${title}`, () => printsWhatItSays(code))
  }

  it("compiles, as all of them do", async () => {
    assert.strictEqual(await compile(examples.map(({ code }) => code)), "")
  })

  it("is there for each of the exports that matter most", () => {
    assert.includeMembers(
      examples.map(({ name }) => name),
      exportsThatMatter,
    )
  })
})
