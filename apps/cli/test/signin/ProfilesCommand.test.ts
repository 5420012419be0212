import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Profiles } from "../../src/profiles/Profile.ts"
import { odj } from "../commandLine.ts"
import { application, person, storeSignIns } from "./storedSignIns.ts"

const two: Profiles = { default: "contoso", profiles: { contoso: person, fabrikam: application } }

const noDefault: Profiles = { profiles: two.profiles }

const listed = (env: Record<string, string> = {}, stored: Profiles = two) =>
  Effect.gen(function* () {
    yield* storeSignIns(stored)
    const { exitCode, out, err } = yield* odj(["profiles"], { env })
    assert.strictEqual(exitCode, 0)
    const rows: ReadonlyArray<Record<string, unknown>> = JSON.parse(out)
    const nameWhere = (property: string) => rows.find((row) => row[property])?.profile
    return { rows, err, isDefault: nameWhere("default"), current: nameWhere("current") }
  })

describe("odj profiles", () => {
  it.effect("lists every sign-in, without a secret", () =>
    Effect.gen(function* () {
      const { rows, err } = yield* listed()
      assert.deepStrictEqual(rows, [
        {
          profile: "contoso",
          default: true,
          current: true,
          cloud: "global",
          url: "https://graph.microsoft.com/beta",
          tenant: "contoso.onmicrosoft.com",
          account: "ada@contoso.com",
          method: "device-code",
          readOnly: true,
        },
        {
          profile: "fabrikam",
          default: false,
          current: false,
          cloud: null,
          url: "https://127.0.0.1:8443/beta",
          tenant: "fabrikam.onmicrosoft.com",
          account: application.clientId,
          method: "client-secret",
          readOnly: false,
        },
      ])
      assert.strictEqual(err, "")
    }),
  )

  it.effect("prints an empty list if there are none, and how to sign in", () =>
    Effect.gen(function* () {
      yield* storeSignIns()
      assert.deepStrictEqual(yield* odj(["profiles"]), {
        exitCode: 0,
        out: "[]\n",
        err: "No sign-ins. Run `odj login`.",
      })
    }),
  )

  it.effect("shows that ODJ_PROFILE takes precedence over the default", () =>
    Effect.gen(function* () {
      const { isDefault, current, err } = yield* listed({ ODJ_PROFILE: "fabrikam" })
      assert.strictEqual(isDefault, "contoso")
      assert.strictEqual(current, "fabrikam")
      assert.strictEqual(err, "ODJ_PROFILE is set: commands use fabrikam.")
    }),
  )

  for (const [env, expected] of [
    [{ ODJ_PROFILE: "nope" }, "ODJ_PROFILE is set to nope, but there is no sign-in with this name."],
    [{ ODJ_TOKEN: "t" }, "ODJ_TOKEN is set: without --profile, commands use it instead of a sign-in."],
    [
      { ODJ_DATABASE_URL: "postgres://u:pw@h/d", ODJ_PROFILE: "contoso" },
      "ODJ_DATABASE_URL is set: without --profile, commands use it instead of a sign-in.",
    ],
  ] as const) {
    it.effect(`shows that no sign-in is used with ${Object.keys(env)[0]}`, () =>
      Effect.gen(function* () {
        const { isDefault, current, err } = yield* listed(env)
        assert.strictEqual(isDefault, "contoso")
        assert.strictEqual(current, undefined)
        assert.strictEqual(err, expected)
      }),
    )
  }

  for (const stored of [
    { profiles: { a: {} as typeof person } },
    { profiles: { "../../a": person } },
    { profiles: { "a\u001b[31m": person } },
    { default: "../../a", profiles: {} },
  ]) {
    it.effect(`exits with 2 for a file that is damaged: ${JSON.stringify(stored).slice(0, 30)}`, () =>
      Effect.gen(function* () {
        yield* storeSignIns(stored)
        for (const args of [["profiles"], ["profiles", "use", "../../a"], ["whoami"]]) {
          const { exitCode, err } = yield* odj(args)
          assert.strictEqual(exitCode, 2)
          assert.match(err, /is damaged/)
        }
      }),
    )
  }
})

describe("odj profiles use", () => {
  it.effect("makes a sign-in the default, and changes nothing else", () =>
    Effect.gen(function* () {
      const { stored } = yield* storeSignIns(two)
      const { exitCode, out, err } = yield* odj(["profiles", "use", "fabrikam"])
      assert.strictEqual(exitCode, 0)
      assert.strictEqual(out, "")
      assert.strictEqual(err, "The default sign-in is now fabrikam.")
      assert.deepStrictEqual(yield* stored, { ...two, default: "fabrikam" })
    }),
  )

  it.effect("says that ODJ_PROFILE still takes precedence", () =>
    Effect.gen(function* () {
      yield* storeSignIns(two)
      const { err } = yield* odj(["profiles", "use", "fabrikam"], { env: { ODJ_PROFILE: "contoso" } })
      assert.match(err, /is now fabrikam\.\nODJ_PROFILE is set: commands use contoso\.$/)
    }),
  )

  for (const [name, expected] of [
    ["nope", "There is no sign-in with the name nope. The sign-ins are contoso and fabrikam."],
    [
      "contosso",
      "There is no sign-in with the name contosso. Did you mean contoso? The sign-ins are contoso and fabrikam.",
    ],
    ["constructor", "There is no sign-in with the name constructor. The sign-ins are contoso and fabrikam."],
  ]) {
    it.effect(`exits with 2 for the unknown name ${name}, and names the sign-ins`, () =>
      Effect.gen(function* () {
        const { stored } = yield* storeSignIns(two)
        assert.deepStrictEqual(yield* odj(["profiles", "use", name ?? ""]), {
          exitCode: 2,
          out: "",
          err: expected,
        })
        assert.deepStrictEqual(yield* stored, two)
      }),
    )
  }
})

describe("A name that no sign-in has", () => {
  it.effect("is followed by a way to list them if they are many", () =>
    Effect.gen(function* () {
      const names = Array.from({ length: 11 }, (_, index) => `tenant-${index}`)
      yield* storeSignIns({ profiles: Object.fromEntries(names.map((name) => [name, person])) })
      const { err } = yield* odj(["profiles", "use", "contoso"])
      assert.strictEqual(
        err,
        "There is no sign-in with the name contoso. `odj profiles` lists the 11 sign-ins.",
      )
    }),
  )

  it.effect("can't be empty", () =>
    Effect.gen(function* () {
      const { exitCode, err } = yield* odj(["profiles", "use", ""])
      assert.strictEqual(exitCode, 2)
      assert.match(err, /^<name> can't be ""/)
    }),
  )
})

describe("Without a default sign-in", () => {
  for (const command of ["list", "whoami"]) {
    it.effect(`${command} names the sign-ins, and how to choose one`, () =>
      Effect.gen(function* () {
        yield* storeSignIns(noDefault)
        const { exitCode, err } = yield* odj([command])
        assert.notStrictEqual(exitCode, 0)
        assert.match(
          err,
          /^There is no default sign-in\. The sign-ins are contoso and fabrikam\. Make one the default with `odj profiles use NAME`, or pass --profile/,
        )
      }),
    )
  }

  it.effect("a command with an unknown --profile names the sign-ins, and how to create one", () =>
    Effect.gen(function* () {
      yield* storeSignIns(noDefault)
      const { exitCode, err } = yield* odj(["list", "--profile", "nope"])
      assert.strictEqual(exitCode, 2)
      assert.strictEqual(
        err,
        "There is no sign-in with the name nope. The sign-ins are contoso and fabrikam. `odj login --profile nope` creates it.",
      )
    }),
  )
})
