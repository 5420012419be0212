/** The command as a test double: what its flags make of it, with the bundle as users have it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { ended, outputWith, start } from "../program.ts"

const folder = mkdtempSync(join(tmpdir(), "odj-double-"))
afterAll(() => rmSync(folder, { recursive: true }))

const seed = join(folder, "seed.ndjson")
writeFileSync(seed, `${JSON.stringify({ ...exampleConnector, displayName: "Lab" })}\n`)

const faults = join(folder, "faults.json")
writeFileSync(faults, '{"on":"create","times":1,"with":{"status":504,"after":"commit"}}')

/** Starts it, and returns what it prints at start, and the address of the connectors. */
const listening = (args: ReadonlyArray<string>, env?: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const child = yield* start(["--port", "0", "--auth", "none", ...args], env)
    const output = yield* outputWith(child, "}'\n")
    const [, url = ""] = /listening on (\S+)/.exec(output) ?? []
    return {
      child,
      url,
      lines: output.split("\n\n")[0],
      collection: `${url}/beta/deviceManagement/domainJoinConnectors`,
    }
  })

const recordedBy = (url: string) =>
  Effect.promise(async () => {
    const { requests } = (await (await fetch(`${url}/_odj/requests`)).json()) as {
      readonly requests: ReadonlyArray<unknown>
    }
    return requests
  })

const namesAt = (collection: string) =>
  Effect.promise(async () => {
    const { value } = (await (await fetch(collection)).json()) as {
      readonly value: ReadonlyArray<{ readonly displayName: string }>
    }
    return value.map(({ displayName }) => displayName)
  })

describe("odj-server", () => {
  it.live("says at start what is in force, and applies it", () =>
    Effect.gen(function* () {
      const { url, lines, collection } = yield* listening([
        ...["--seed", seed, "--faults", faults, "--preset", "observed", "--preset", "flaky"],
        ...["--heartbeats", "--predictable-ids", "--control"],
      ])
      assert.strictEqual(
        lines,
        [
          `odj-server listening on ${url}`,
          "store: memory (lost when the server stops)",
          "seed: 1 connector",
          "faults: 1",
          "preset: observed, flaky",
          "heartbeats: on",
          "predictable ids: on",
          `control: ${url}/_odj`,
          `console: ${url}/`,
          `documentation: ${url}/docs`,
        ].join("\n"),
      )
      const create = {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(exampleConnector),
      }
      const created = yield* Effect.promise(() => fetch(collection, create))
      assert.strictEqual(created.status, 504)
      const armed = yield* Effect.promise(async () => (await fetch(`${url}/_odj/faults`)).json())
      assert.lengthOf(armed as ReadonlyArray<unknown>, 6)
    }),
  )

  it.live("is no test double without a flag, until a request for its control arrives", () =>
    Effect.gen(function* () {
      const { url, lines, collection } = yield* listening([])
      assert.strictEqual(
        lines,
        `odj-server listening on ${url}\nstore: memory (lost when the server stops)\nconsole: ${url}/\ndocumentation: ${url}/docs`,
      )
      yield* namesAt(collection)
      assert.deepStrictEqual(yield* recordedBy(url), [])
      yield* namesAt(collection)
      assert.lengthOf(yield* recordedBy(url), 1)
    }),
  )

  it.live("has neither a console nor a control with --no-console, or if its variable is false", () =>
    Effect.gen(function* () {
      const servers = [
        yield* listening(["--no-console"]),
        yield* listening([], { ODJ_SERVER_CONSOLE: "false" }),
      ]
      for (const { url, lines } of servers) {
        assert.notInclude(lines, "console")
        const root = yield* Effect.promise(() => fetch(url, { redirect: "manual" }))
        assert.deepStrictEqual([root.status, root.headers.get("location")], [302, `${url}/docs`])
        for (const path of ["/_odj/faults", "/console/script.js", "/console/settings.json"]) {
          const { status } = yield* Effect.promise(() => fetch(url + path))
          assert.strictEqual(status, 404, path)
        }
      }
    }),
  )

  it.live("serves the page from its bundle", () =>
    Effect.gen(function* () {
      const { url } = yield* listening([])
      const page = yield* Effect.promise(async () => (await fetch(`${url}/`)).text())
      assert.include(page, "console/script.js")
      const script = yield* Effect.promise(() => fetch(`${url}/console/script.js`))
      assert.strictEqual(script.headers.get("content-encoding"), "gzip")
      assert.include(yield* Effect.promise(() => script.text()), "createElement")
    }),
  )

  it.live("fills only a store without connectors, and warns otherwise", () =>
    Effect.gen(function* () {
      const store = ["--store", `sqlite:${join(folder, "odj.db")}`]
      const first = yield* listening([...store, "--seed", seed])
      assert.deepStrictEqual(yield* namesAt(first.collection), ["Lab"])
      first.child.kill()
      yield* ended(first.child)
      writeFileSync(
        join(folder, "other.ndjson"),
        `${JSON.stringify({ ...exampleConnector, displayName: "HQ" })}\n`,
      )
      const second = yield* listening([...store, "--seed", join(folder, "other.ndjson")])
      assert.notInclude(second.lines, "seed:")
      assert.deepStrictEqual(yield* namesAt(second.collection), ["Lab"])
      const ending = ended(second.child)
      second.child.kill()
      assert.match((yield* ending).err, /The store has connectors already, so it did not get those of --seed/)
    }),
  )

  it.live("takes the token of its control from a variable", () =>
    Effect.gen(function* () {
      const { url } = yield* listening(["--control"], { ODJ_SERVER_CONTROL_TOKEN: "secret" })
      const statusWith = (headers: Record<string, string>) =>
        Effect.promise(async () => (await fetch(`${url}/_odj/faults`, { headers })).status)
      assert.strictEqual(yield* statusWith({}), 401)
      assert.strictEqual(yield* statusWith({ Authorization: "Bearer other" }), 401)
      assert.strictEqual(yield* statusWith({ Authorization: "Bearer secret" }), 200)
    }),
  )

  it.live("refuses invalid files and flags with exit code 2, and every problem", () =>
    Effect.gen(function* () {
      const broken = join(folder, "broken.json")
      writeFileSync(broken, '[{"on":"crate","with":{"status":99}}]')
      const { exitCode, err } = yield* ended(yield* start(["--port", "0", "--faults", broken]))
      assert.strictEqual(exitCode, 2)
      assert.include(err, `${broken}: fault 1: on: Unknown operation "crate". Did you mean create?`)
      assert.include(err, `${broken}: fault 1: with.status: Expected a value between 200 and 599`)
      const ofIssuer = join(folder, "issuer.json")
      writeFileSync(ofIssuer, '{"on":"token","with":"reset"}')
      const noIssuer = yield* ended(yield* start(["--port", "0", "--auth", "none", "--faults", ofIssuer]))
      assert.strictEqual(noIssuer.exitCode, 2)
      assert.include(noIssuer.err, `${ofIssuer}: on: This server has no issuer.`)
      const preset = yield* ended(yield* start(["--port", "0", "--preset", "throtled"]))
      assert.strictEqual(preset.exitCode, 2)
      const open = yield* ended(yield* start(["--port", "0", "--control", "--host", "0.0.0.0"]))
      assert.strictEqual(open.exitCode, 2)
      assert.include(open.err, "Missing --control-token")
    }),
  )
})
