/** The commands of README.md work. Those that start a server run until it listens; `curl` runs against a server. */
import { execFile } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ended, outputWith, start, startListening } from "./program.ts"

const readme = await readFile(join(import.meta.dirname, "../README.md"), "utf8")

const blocksIn = (language: string) =>
  Array.from(readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms")), ([, code = ""]) => code)

const commands = blocksIn("sh").map((code) => code.trim().replace("npx -y pnpm@12 start ", "").split(" "))

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "odj-readme-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true })),
)

describe("README.md", () => {
  it.live("has commands that work", () =>
    Effect.gen(function* () {
      const folder = yield* temporary
      const grants = blocksIn("json").find((code) => code.includes("applications")) ?? ""
      yield* Effect.promise(() => writeFile(join(folder, "grants.json"), grants))
      const placed = (args: ReadonlyArray<string>) =>
        args.map((arg) =>
          arg.replace(/(?=keys\.json|grants\.json|odj(?:-monday)?\.db)/, `${folder}/`).replace(/^443$/, "0"),
        )
      yield* startListening(["--store", `sqlite:${join(folder, "odj.db")}`])
      for (const args of commands) {
        if (["token", "backup", "--help"].includes(args[0] ?? "")) {
          assert.deepStrictEqual(yield* ended(yield* start(placed(args))), { exitCode: 0, err: "" })
        } else {
          const port = args.includes("--port") ? [] : ["--port", "0"]
          const child = yield* start([...placed(args), ...port])
          assert.include(yield* outputWith(child, "}'\n"), "listening on")
          child.kill()
          yield* ended(child)
        }
      }
      assert.lengthOf(commands, 10)
    }),
  )

  it.live("has a create with a key that works", () =>
    Effect.gen(function* () {
      const output = yield* outputWith(yield* start(["--port", "0"]), "}'\n")
      const [, url = ""] = /listening on (\S+)/.exec(output) ?? []
      const [, TOKEN = ""] = /^TOKEN=(.*)$/m.exec(output) ?? []
      const [command = ""] = blocksIn("shell")
      const code = command.replace("http://127.0.0.1:8365", url)
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)("sh", ["-c", code], { env: { ...process.env, TOKEN } }),
      )
      assert.match(stdout, /^HTTP\/1\.1 201 Created\r\n/)
    }),
  )
})
