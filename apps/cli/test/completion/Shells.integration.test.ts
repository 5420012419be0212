/** The completion scripts in the shells themselves. Bash and Zsh are typed into on a terminal, by util-linux's `script`. */
import { execFile, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { bundle } from "../program.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-completion-"))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, ".."), { recursive: true })
  writeFileSync(join(folder, path), text)
}

write("bin/odj", `#!/bin/sh\nexec '${process.execPath}' '${bundle}' "$@"\n`)
chmodSync(join(folder, "bin/odj"), 0o755)
const names = ["contoso", "fabrikam", "$(touch pwned)", "`touch pwned`", "a b", "'", "x;touch pwned"]
write(
  "config/odj/profiles.json",
  JSON.stringify({ profiles: Object.fromEntries(names.map((name) => [name, {}])) }),
)
write("files/connectors.csv", "")
write("files/my rows.json", "")
write("files/keys/app.pem", "")

const env = {
  PATH: `${join(folder, "bin")}:${process.env.PATH}`,
  HOME: folder,
  XDG_CONFIG_HOME: join(folder, "config"),
  ZDOTDIR: folder,
  TERM: "dumb",
  LC_ALL: "C.UTF-8",
}

const has = (program: string) => spawnSync(program, ["--version"]).error === undefined

const isMissing = (shell: string, needed: ReadonlyArray<string>) => {
  const missing = needed.filter((program) => !has(program))
  if (missing.length > 0) console.warn(`Skipped the completion in ${shell}: ${missing.join(", ")} is missing`)
  return missing.length > 0
}

/** Each line as it is typed, with a tab to complete, and the arguments that the command then gets. */
const lines: ReadonlyArray<readonly [typed: string, args: ReadonlyArray<string>]> = [
  ["comp\t", ["completion"]],
  ["list --state=a\t", ["list", "--state=active"]],
  ["list --state err\t", ["list", "--state", "error"]],
  ["list --state=in\t--older\t", ["list", "--state=inactive", "--older-than"]],
  ["-o js\tget", ["-o", "json", "get"]],
  ["export --format=nd\t", ["export", "--format=ndjson"]],
  ["list --cloud ch\t", ["list", "--cloud", "china"]],
  ["completion pw\t", ["completion", "pwsh"]],
  ["help sta\t", ["help", "stale"]],
  ["list --order-by id,dis\t", ["list", "--order-by", "id,displayName"]],
  ["list --profile fa\t", ["list", "--profile", "fabrikam"]],
  ["logout --profile=c\t", ["logout", "--profile=contoso"]],
  // Files, but only in these places.
  ["import conn\t", ["import", "connectors.csv"]],
  ["create --body my\t", ["create", "--body", "my rows.json"]],
  ["export --file=my\t", ["export", "--file=my rows.json"]],
  ["login --certificate=keys/a\t", ["login", "--certificate=keys/app.pem"]],
  ["get conn\t", ["get", "conn"]],
  ["list --state conn\t", ["list", "--state", "conn"]],
  ["list --name=conn\t", ["list", "--name=conn"]],
  // Earlier words with colons, spaces and quotes.
  ["list --url http://h:1/beta --sta\t", ["list", "--url", "http://h:1/beta", "--state"]],
  [`list --query "[?a == 'b c']" --sta\t`, ["list", "--query", "[?a == 'b c']", "--state"]],
  [
    `list --query "[?a == 'b c']" --profile "fa\t`,
    ["list", "--query", "[?a == 'b c']", "--profile", "fabrikam"],
  ],
  ['import "my\t', ["import", "my rows.json"]],
  ["list --order-by 'id,dis\t", ["list", "--order-by", "id,displayName"]],
  ["import my\\ rows.json --form\t", ["import", "my rows.json", "--format"]],
  // There is no --no-verbose.
  ["list --no-v\t", ["list", "--no-v"]],
]

/** Types the lines into a shell, and returns the arguments of each. `args` runs instead of odj and prints its own. */
const typedInto = (command: string) =>
  new Promise<ReadonlyArray<string>>((resolve) => {
    const child = execFile(
      "script",
      ["-qec", command, "/dev/null"],
      { env, cwd: join(folder, "files") },
      (_, out) => resolve(Array.from(out.matchAll(/^<<(.*)>>\r?$/gm), ([, args = ""]) => args)),
    )
    child.stdin?.end(`${lines.map(([typed]) => `args ${typed}\n`).join("")}exit\n`)
  })

const printArgs = `args() { printf '<<'; printf '[%s]' "$@"; echo '>>'; }`

const expected = lines.map(([, args]) => args.map((arg) => `[${arg}]`).join(""))

for (const [title, before] of [
  ["", ""],
  [", without = among its word breaks", "COMP_WORDBREAKS=$' \\t\\n:'\n"],
  [", without compopt, as in Bash 3.2", "enable -n compopt\n"],
] as const) {
  describe.skipIf(isMissing("Bash", ["bash", "script"]))(`Completion in Bash${title}`, () => {
    it("completes commands, flags, values, names of sign-ins and files", async () => {
      const rc = `bashrc${before.length}`
      write(rc, `${before}source <(odj completion bash)\ncomplete -F _odj args\n${printArgs}\n`)
      const found = await typedInto(`bash --noprofile --rcfile '${join(folder, rc)}' -i`)
      assert.deepStrictEqual(found, expected)
      assert.isFalse(existsSync(join(folder, "files/pwned")))
    })
  })
}

describe.skipIf(isMissing("Zsh", ["zsh", "script"]))("Completion in Zsh", () => {
  it("completes commands, flags, values, names of sign-ins and files", async () => {
    const setup = [
      "autoload -Uz compinit",
      "compinit -u",
      "source <(odj completion zsh)",
      "compdef _odj args",
    ]
    write(".zshrc", `${[...setup, printArgs, "setopt no_beep"].join("\n")}\n`)
    assert.deepStrictEqual(await typedInto("zsh -i"), expected)
    assert.isFalse(existsSync(join(folder, "files/pwned")))
  })

  it("works as a file of $fpath too", async () => {
    write(
      "fpath/_odj",
      spawnSync(join(folder, "bin/odj"), ["completion", "zsh"], { encoding: "utf8" }).stdout,
    )
    const setup = [`fpath=('${join(folder, "fpath")}' $fpath)`, "autoload -Uz compinit", "compinit -u -D"]
    write(".zshrc", `${[...setup, "compdef _odj args", printArgs, "setopt no_beep"].join("\n")}\n`)
    assert.deepStrictEqual(await typedInto("zsh -i"), expected)
  })
})

/** For shells that complete a line without a terminal: each line up to the tab at its end, and its last word. */
const ends = lines.flatMap(([typed, args]) => {
  const line = `odj ${typed.slice(0, -1)}`
  const completed = args.at(-1) ?? ""
  return typed.indexOf("\t") === typed.length - 1
    ? [{ line, completed: line.endsWith(completed) ? [] : [completed] }]
    : []
})

describe.skipIf(isMissing("Fish", ["fish"]))("Completion in Fish", () => {
  it("completes commands, flags, values, names of sign-ins and files", async () => {
    const script = "odj completion fish | source; for line in $argv; complete -C $line; echo .; end"
    const { stdout } = await promisify(execFile)(
      "fish",
      ["--no-config", "-c", script, ...ends.map(({ line }) => line)],
      { env, cwd: join(folder, "files") },
    )
    const found = stdout.split(".\n").map((text) => text.split("\n").filter((word) => word !== ""))
    for (const [index, { line, completed }] of ends.entries())
      assert.deepStrictEqual(
        found[index]?.map((word) => word.replace(/\t.*/, "")),
        completed,
        line,
      )
    assert.isFalse(existsSync(join(folder, "files/pwned")))
  })
})

describe("Completion in PowerShell", () => {
  it.skipIf(isMissing("PowerShell", ["pwsh"]))(
    "completes commands, flags, values, names of sign-ins and files",
    async () => {
      for (const { line, completed } of ends) {
        const { stdout } = await promisify(execFile)(
          "pwsh",
          [
            ...["-NoProfile", "-NonInteractive", "-Command"],
            `odj completion powershell | Out-String | Invoke-Expression
            (TabExpansion2 $env:LINE $env:LINE.Length).CompletionMatches.CompletionText`,
          ],
          { env: { ...env, LINE: line }, cwd: join(folder, "files") },
        )
        // PowerShell writes ./ before the name of a file, and quotes a name with a space.
        assert.strictEqual(stdout.trim().replaceAll(/'|\.\//g, ""), completed.join(""), line)
      }
    },
  )

  it("is a script of ASCII alone, which Windows PowerShell reads in every encoding", () => {
    const script = readFileSync(new URL("../../src/completion/odj.ps1", import.meta.url), "utf8")
    assert.match(script, /^[\n -~]+$/)
    assert.include(script, "Register-ArgumentCompleter -Native -CommandName odj -ScriptBlock {")
  })

  it("hands odj only words that cmd.exe reads as they are", () => {
    const script = readFileSync(new URL("../../src/completion/odj.ps1", import.meta.url), "utf8")
    const [, allowed = ""] = /-replace '\[\^([^\]]+)\]'/.exec(script) ?? []
    for (const character of `&|<>()^%!"';\`$*?~ \t\n`) assert.notMatch(character, new RegExp(`[${allowed}]`))
  })
})
