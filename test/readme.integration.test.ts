/** What the READMEs show is run: TypeScript prints what its `// =>` comments say, and commands succeed. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { compile, printsWhatItSays, run, workspace } from "./shownCode.ts"

const blocks = globSync("{,packages/*/,apps/*/}README.md", { cwd: workspace }).flatMap((file) =>
  [...readFileSync(join(workspace, file), "utf8").matchAll(/^```(ts|sh)\n(.*?)^```$/gms)].map(
    ([, language = "", code = ""], index) => ({ title: `${file}, block ${index + 1}`, language, code }),
  ),
)

const { scripts } = JSON.parse(readFileSync(join(workspace, "package.json"), "utf8"))

/**
 * The commands of this project, as a shell finds them in the workspace. Scripts of the root are only looked up, since
 * this test is a part of one; `odj` is run in an empty folder. Where it would use a sign-in, it uses a new database.
 */
const commands = `
set -e
empty=$(mktemp -d)
trap 'rm -r "$empty"' EXIT
cd "$empty"
export ODJ_DATABASE_URL=sqlite:signed-in.db
odj() { ${scripts.odj.replace("apps/", `${workspace}/apps/`)} "$@"; }
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
    it.effect(`prints what it says: ${title}`, () => printsWhatItSays(code))
  }

  it("compiles, as all of them do", async () => {
    const codes = blocks.filter(({ language }) => language === "ts").map(({ code }) => code)
    assert.strictEqual(await compile(codes), "")
  })

  for (const { title, code } of blocks.filter(({ language }) => language === "sh")) {
    it.effect(`gives commands that work: ${title}`, () => run("sh", [], commands + code))
  }

  it("has code of both kinds", () => {
    assert.includeMembers(
      blocks.map(({ language }) => language),
      ["ts", "sh"],
    )
  })
})
