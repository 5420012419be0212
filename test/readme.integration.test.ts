/** What the READMEs show is run: TypeScript prints what its `// =>` comments say, and commands succeed. */
import { execFile } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

const root = join(import.meta.dirname, "..")

/** A folder from which every package can be imported. */
const folder = join(root, "apps/server")

const run = (command: string, args: ReadonlyArray<string>, input: string, cwd = folder) =>
  Effect.callback<string>((resume) => {
    const child = execFile(command, args, { cwd }, (error, stdout, stderr) =>
      resume(error === null ? Effect.succeed(stdout) : Effect.die(new Error(stderr, { cause: error }))),
    )
    child.stdin?.end(input)
  })

const blocks = globSync("{,packages/*/,apps/*/}README.md", { cwd: root }).flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/^```(ts|sh)\n(.*?)^```$/gms)].map(
    ([, language = "", code = ""], index) => ({ title: `${file}, block ${index + 1}`, language, code }),
  ),
)

const expected = (code: string) => [...code.matchAll(/\/\/ => (.*)$/gm)].map(([, line = ""]) => line)

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))

/**
 * The commands of this project, as a shell finds them in the workspace. Scripts of the root are only looked up, since
 * this test is a part of one; `odj` is run. Where it would use a sign-in, it uses a new database.
 */
const commands = `
set -e
export ODJ_DATABASE_URL=sqlite:signed-in.db
odj() { ${scripts.odj.replace("apps/", `${root}/apps/`)} "$@"; }
npx() {
  test "$1 $2" = "-y pnpm@12"
  case "$3" in
    odj) shift 3; odj "$@" ;;
    ${Object.keys(scripts).join("|")}) ;;
    *) false ;;
  esac
}
`

describe("A README", () => {
  for (const { title, code } of blocks.filter(({ language }) => language === "ts")) {
    it.effect(`prints what it says: ${title}`, () =>
      Effect.gen(function* () {
        const output = yield* run(process.execPath, ["--input-type=module-typescript", "-"], code)
        assert.deepStrictEqual(output.trimEnd().split("\n"), expected(code))
      }),
    )
  }

  for (const { title, code } of blocks.filter(({ language }) => language === "sh")) {
    it.effect(`gives commands that work: ${title}`, () =>
      Effect.acquireUseRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-"))),
        (empty) => run("sh", [], commands + code, empty),
        (empty) => Effect.sync(() => rmSync(empty, { recursive: true })),
      ),
    )
  }

  it("has code of both kinds", () => {
    assert.includeMembers(
      blocks.map(({ language }) => language),
      ["ts", "sh"],
    )
  })
})
