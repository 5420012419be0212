/** Signing in against a server that has an issuer of Microsoft's shape, with the bundled program as people use it. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { startServer } from "@odj/server"
import { odj, start } from "../program.ts"

const server = await startServer({ tls: true })
const folder = await mkdtemp(join(tmpdir(), "odj-signin-"))
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])

const trusted = join(folder, "certificate.pem")
await writeFile(trusted, server.certificate ?? "")

const tenant = "5d0a4f3c-6a4e-4c1a-9a0e-7d4a9b1f2c3d"
const clientId = "1b2c3d4e-5f60-4718-9a0b-1c2d3e4f5a6b"
const secret = "s3cret-of-the-application"

/** An environment in which nothing is kept yet. */
const world = async () => ({
  ODJ_CONFIG_DIR: join(await mkdtemp(join(folder, "world-")), "odj"),
  NODE_EXTRA_CA_CERTS: trusted,
})

const place = ["--url", `${server.url}/beta`, "--authority", server.url, "--tenant", tenant]

/** Signs in by device code as a person does who reads what is on the terminal, and answers what became of it. */
const loginAsPerson = async (env: Readonly<Record<string, string>>, decision: "approved" | "declined") => {
  const { ended, decide } = await waiting(env)
  await decide(decision)
  return ended
}

/** A sign-in by device code that waits for a person. */
const waiting = async (env: Readonly<Record<string, string>>) => {
  const { child, ended, saying } = start(["login", ...place], env)
  child.stdin.end()
  const [, address = "", code = ""] = await saying(/the page (\S+) and enter the code (\S+) to/)
  const decide = (decision: "approved" | "declined") =>
    fetch(address, { method: "POST", body: new URLSearchParams({ user_code: code, decision }) })
  return { child, ended, decide }
}

const keptIn = async (env: { readonly ODJ_CONFIG_DIR: string }) => {
  const names = await readdir(env.ODJ_CONFIG_DIR)
  return Promise.all(
    names.map(async (name) => ({
      name,
      mode: (await stat(join(env.ODJ_CONFIG_DIR, name))).mode & 0o777,
      text: await readFile(join(env.ODJ_CONFIG_DIR, name), "utf8"),
    })),
  )
}

describe.concurrent("A sign-in by device code", () => {
  it("shows the code, keeps what it got in private files, and asks nobody again", async () => {
    const env = await world()
    const login = await loginAsPerson(env, "approved")
    assert.strictEqual(login.exitCode, 0, login.err)
    assert.strictEqual(login.out, "")

    const kept = await keptIn(env)
    assert.deepStrictEqual(kept.map(({ name }) => name).sort(), ["default.tokens.json", "profiles.json"])
    assert.deepStrictEqual([...new Set(kept.map(({ mode }) => mode))], [0o600])
    assert.strictEqual((await stat(env.ODJ_CONFIG_DIR)).mode & 0o777, 0o700)
    for (const { name } of kept) assert.include(login.err, name)

    const created = await odj(["create", "--body", "-", "-o", "json"], env, JSON.stringify(exampleConnector))
    assert.strictEqual(created.exitCode, 0, created.err)
    assert.strictEqual(JSON.parse(created.out).displayName, exampleConnector.displayName)

    const who = await odj(["whoami", "-o", "json"], env)
    const { expires, ...known } = JSON.parse(who.out)
    assert.deepInclude(known, { profile: "default", cloud: null, method: "device-code", tenant })
    assert.isAbove(Date.parse(expires), 0)

    const tokens = kept.flatMap(({ text }) => text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g) ?? [])
    assert.isNotEmpty(tokens)
    const said = [login, created, who].map(({ out, err }) => out + err).join("")
    for (const token of tokens) assert.notInclude(said, token)

    const logout = await odj(["logout"], env)
    assert.strictEqual(logout.exitCode, 0, logout.err)
    assert.deepStrictEqual(
      (await keptIn(env)).map(({ name }) => name),
      ["profiles.json"],
    )
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 2)
  })

  it("keeps nothing where the person declines", async () => {
    const env = await world()
    const login = await loginAsPerson(env, "declined")
    assert.strictEqual(login.exitCode, 3, login.err)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 2)
  })
})

const loginAsApp = ["login", ...place, "--client-secret", "--client-id", clientId, "--profile", "app"]

describe.concurrent("A sign-in by device code that is there already", () => {
  it("stays where another one is cancelled", async () => {
    const env = await world()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const kept = await keptIn(env)

    const { child, ended } = await waiting(env)
    child.kill("SIGINT")
    assert.strictEqual((await ended).exitCode, 130)
    assert.deepStrictEqual(await keptIn(env), kept)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 0)
  })

  it("gives way to another one", async () => {
    const env = await world()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const before = await keptIn(env)
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const after = await keptIn(env)
    assert.deepStrictEqual(
      after.map(({ name }) => name),
      before.map(({ name }) => name),
    )
    assert.notDeepEqual(after, before)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 0)
  })

  it("is over where its tokens are gone, and every command says so", async () => {
    const env = await world()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    await rm(join(env.ODJ_CONFIG_DIR, "default.tokens.json"))
    for (const command of ["whoami", "list"]) {
      const { exitCode, err } = await odj([command], env)
      assert.strictEqual(exitCode, 3)
      assert.match(
        err,
        /^Not signed in, or not any more: What is kept .* no token .*\nSign in with odj login/,
      )
    }
  })

  it("keeps a profile that is made while it waits", async () => {
    const env = await world()
    const { ended, decide } = await waiting(env)
    const app = await odj(loginAsApp, { ...env, AZURE_CLIENT_SECRET: secret })
    assert.strictEqual(app.exitCode, 0, app.err)
    await decide("approved")
    assert.strictEqual((await ended).exitCode, 0)
    const who = await odj(["whoami", "--profile", "app"], { ...env, AZURE_CLIENT_SECRET: secret })
    assert.strictEqual(who.exitCode, 0, who.err)
  })
})

describe.concurrent("A sign-in with a client secret", () => {
  it("takes the secret from the environment, at each use, and keeps it nowhere", async () => {
    const env = await world()
    const withSecret = { ...env, AZURE_CLIENT_SECRET: secret }
    const signedIn = await odj(loginAsApp, withSecret)
    assert.strictEqual(signedIn.exitCode, 0, signedIn.err)
    assert.include(signedIn.err, "The secret is not kept")
    for (const { text } of await keptIn(env)) assert.notInclude(text, secret)

    const listed = await odj(["list", "--profile", "app", "-o", "json", "--debug"], withSecret)
    assert.strictEqual(listed.exitCode, 0, listed.err)
    assert.notInclude(listed.out + listed.err + signedIn.err, secret)

    for (const command of ["list", "whoami"]) {
      const without = await odj([command, "--profile", "app"], env)
      assert.strictEqual(without.exitCode, 2)
      assert.strictEqual(
        without.err,
        "AZURE_CLIENT_SECRET: Expected the secret in this environment variable\n",
      )
    }
  })

  it("needs the secret where nobody can be asked for it", async () => {
    const { exitCode, err } = await odj(loginAsApp, await world())
    assert.strictEqual(exitCode, 2)
    assert.include(err, "AZURE_CLIENT_SECRET")
  })
})

describe.concurrent("A profile", () => {
  it("is the last that signed in, or the one that is named; logout --all removes every file", async () => {
    const env = { ...(await world()), AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_ID: clientId }
    for (const name of ["one", "two"]) {
      const { exitCode, err } = await odj(["login", ...place, "--client-secret", "--profile", name], env)
      assert.strictEqual(exitCode, 0, err)
    }
    const profileOf = async (args: ReadonlyArray<string>, more = {}) =>
      JSON.parse((await odj(["whoami", "-o", "json", ...args], { ...env, ...more })).out).profile
    assert.strictEqual(await profileOf([]), "two")
    assert.strictEqual(await profileOf(["--profile", "one"]), "one")
    assert.strictEqual(await profileOf([], { ODJ_PROFILE: "one" }), "one")
    assert.strictEqual((await odj(["whoami", "--profile", "three"], env)).exitCode, 2)
    // What a write leaves that is killed.
    await writeFile(join(env.ODJ_CONFIG_DIR, "one.tokens.json.7.tmp"), "")
    assert.strictEqual((await odj(["logout", "--all"], env)).exitCode, 0)
    assert.deepStrictEqual(await keptIn(env), [])
  })
})
