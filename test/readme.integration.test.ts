/** Tests the code in the READMEs: TypeScript prints the lines that its `// =>` comments promise, and commands succeed. */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { compile, run, runExample, workspace } from "./documentedCode.ts"

const blocks = globSync("{,packages/*/,apps/*/}README.md", { cwd: workspace }).flatMap((file) =>
  [...readFileSync(join(workspace, file), "utf8").matchAll(/^```(ts|sh)\n(.*?)^```$/gms)].map(
    ([, language = "", code = ""], index) => ({ title: `${file}, block ${index + 1}`, language, code }),
  ),
)

const { scripts } = JSON.parse(readFileSync(join(workspace, "package.json"), "utf8"))

/**
 * The commands of this project, as a shell finds them in the workspace. Scripts of the root are only looked up,
 * because this test is part of one. `odj` runs in an empty folder, with a new database in place of a sign-in. The database
 * has one healthy connector.
 */
const commands = `
set -e
empty=$(mktemp -d)
trap 'rm -r "$empty"' EXIT
cd "$empty"
export ODJ_DATABASE_URL=sqlite:signed-in.db
odj() { ${scripts.odj.replace("pnpm --loglevel=warn install && ", "").replace("apps/", `${workspace}/apps/`)} "$@"; }
npx() {
  test "$1 $2" = "-y pnpm@12"
  case "$3" in
    odj) shift 3; odj "$@" ;;
    ${Object.keys(scripts).join("|")}) ;;
    *) false ;;
  esac
}
odj create --name HQ --state active --connector-version 6.2504.2001.8 \\
  --last-connection-date-time "$(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$empty/created"
`

describe("A README", () => {
  for (const { title, code } of blocks.filter(({ language }) => language === "ts")) {
    it.effect(`prints the promised lines: ${title}`, () => runExample(code))
  }

  it("has TypeScript that compiles", async () => {
    const codes = blocks.filter(({ language }) => language === "ts").map(({ code }) => code)
    assert.strictEqual(await compile(codes), "")
  })

  for (const { title, code } of blocks.filter(({ language }) => language === "sh")) {
    it.effect(`has commands that succeed: ${title}`, () => run("sh", [], commands + code))
  }

  it("has code of both kinds", () => {
    assert.includeMembers(
      blocks.map(({ language }) => language),
      ["ts", "sh"],
    )
  })
})
