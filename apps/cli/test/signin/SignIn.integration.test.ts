/** Signing in with the bundled program, against a server whose issuer behaves as Microsoft's. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { afterAll, assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { startServer } from "@odj/server"
import { odj, start } from "../program.ts"

const server = await startServer({ tls: true })
/** A server that a test stops. */
const mortal = await startServer({ tls: true })
const folder = await mkdtemp(join(tmpdir(), "odj-signin-"))
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const certificates = [server, mortal].map(({ certificate = "" }) => certificate)
setDefaultCACertificates([...getCACertificates("default"), ...certificates])

const trusted = join(folder, "certificate.pem")
await writeFile(trusted, certificates.join("\n"))

const tenant = "5d0a4f3c-6a4e-4c1a-9a0e-7d4a9b1f2c3d"
const clientId = "1b2c3d4e-5f60-4718-9a0b-1c2d3e4f5a6b"
const secret = "s3cret-of-the-application"

/** An environment without stored sign-ins. */
const newEnvironment = async () => ({
  ODJ_CONFIG_DIR: join(await mkdtemp(join(folder, "world-")), "odj"),
  NODE_EXTRA_CA_CERTS: trusted,
})

const flagsFor = ({ url }: { readonly url: string }) => [
  ...["--url", `${url}/beta`, "--authority", url, "--tenant", tenant],
]

const serverFlags = flagsFor(server)

/** Signs in with the device code that the program prints, and returns how the program ended. */
const loginAsPerson = async (
  env: Readonly<Record<string, string>>,
  decision: "approved" | "declined",
  flags: ReadonlyArray<string> = [],
  at = server,
) => {
  const { ended, decide } = await startLogin(env, flags, at)
  await decide(decision)
  return ended
}

/** Starts a sign-in with a device code, which waits for a person. */
const startLogin = async (
  env: Readonly<Record<string, string>>,
  flags: ReadonlyArray<string> = [],
  at = server,
) => {
  const { child, ended, waitForError } = start(["login", ...flagsFor(at), ...flags], env)
  child.stdin.end()
  const [, address = "", code = ""] = await waitForError(/the page (\S+) and enter the code (\S+) to/)
  const decide = (decision: "approved" | "declined") =>
    fetch(address, { method: "POST", body: new URLSearchParams({ user_code: code, decision }) })
  return { child, ended, decide }
}

const storedIn = async (env: { readonly ODJ_CONFIG_DIR: string }) => {
  const names = await readdir(env.ODJ_CONFIG_DIR)
  return Promise.all(
    names.map(async (name) => ({
      name,
      mode: (await stat(join(env.ODJ_CONFIG_DIR, name))).mode & 0o777,
      text: await readFile(join(env.ODJ_CONFIG_DIR, name), "utf8"),
    })),
  )
}

describe.concurrent("A sign-in with a device code", () => {
  it("prints the code, stores the tokens in private files, and is used by later commands", async () => {
    const env = await newEnvironment()
    const login = await loginAsPerson(env, "approved")
    assert.strictEqual(login.exitCode, 0, login.err)
    assert.strictEqual(login.out, "")

    const stored = await storedIn(env)
    assert.deepStrictEqual(stored.map(({ name }) => name).sort(), ["default.tokens.json", "profiles.json"])
    assert.deepStrictEqual([...new Set(stored.map(({ mode }) => mode))], [0o600])
    assert.strictEqual((await stat(env.ODJ_CONFIG_DIR)).mode & 0o777, 0o700)
    for (const { name } of stored) assert.include(login.err, name)

    const created = await odj(["create", "--body", "-", "-o", "json"], env, JSON.stringify(exampleConnector))
    assert.strictEqual(created.exitCode, 0, created.err)
    assert.strictEqual(JSON.parse(created.out).displayName, exampleConnector.displayName)

    const who = await odj(["whoami", "-o", "json"], env)
    const { expires, ...known } = JSON.parse(who.out)
    assert.deepInclude(known, { profile: "default", cloud: null, method: "device-code", tenant })
    assert.isAbove(Date.parse(expires), 0)

    const tokens = stored.flatMap(({ text }) => text.match(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g) ?? [])
    assert.isNotEmpty(tokens)
    const printed = [login, created, who].map(({ out, err }) => out + err).join("")
    for (const token of tokens) assert.notInclude(printed, token)

    const logout = await odj(["logout"], env)
    assert.strictEqual(logout.exitCode, 0, logout.err)
    assert.deepStrictEqual(
      (await storedIn(env)).map(({ name }) => name),
      ["profiles.json"],
    )
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 3)
    const again = await odj(["logout"], env)
    assert.deepInclude(again, { exitCode: 3, err: "There is no sign-in to remove\n" })
  })

  it("reads but does not write if it is read-only, and says how to write", async () => {
    const env = await newEnvironment()
    const login = await loginAsPerson(env, "approved", ["--read-only"])
    assert.strictEqual(login.exitCode, 0, login.err)
    assert.include(
      login.err,
      "This sign-in asks only for the permission to read. To write, run `odj login` without --read-only.",
    )
    for (const command of ["whoami", "profiles"]) {
      const { out } = await odj([command, "--query", "[@][].readOnly", "-o", "json"], env)
      assert.deepStrictEqual(JSON.parse(out), [true])
    }
    const listed = await odj(["list"], env)
    assert.strictEqual(listed.exitCode, 0, listed.err)
    const created = await odj(["create", "--body", "-"], env, JSON.stringify(exampleConnector))
    assert.strictEqual(created.exitCode, 3)
    assert.match(created.err, /After `odj login --read-only`, run `odj login` without it to write\.\n$/)
  })

  it("stores nothing if the person declines", async () => {
    const env = await newEnvironment()
    const login = await loginAsPerson(env, "declined")
    assert.strictEqual(login.exitCode, 3, login.err)
    assert.match(login.err, /\nThe sign-in was declined\nRun `odj login` to try again\.\n$/)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 3)
  })
})

const loginAsApp = ["login", ...serverFlags, "--client-secret", "--client-id", clientId, "--profile", "app"]

describe.concurrent("A stored sign-in with a device code", () => {
  it("stays if another sign-in is cancelled", async () => {
    const env = await newEnvironment()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const stored = await storedIn(env)

    const { child, ended } = await startLogin(env)
    child.kill("SIGINT")
    assert.strictEqual((await ended).exitCode, 130)
    assert.deepStrictEqual(await storedIn(env), stored)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 0)
  })

  it("is replaced by another sign-in", async () => {
    const env = await newEnvironment()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const before = await storedIn(env)
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    const after = await storedIn(env)
    assert.deepStrictEqual(
      after.map(({ name }) => name),
      before.map(({ name }) => name),
    )
    assert.notDeepEqual(after, before)
    assert.strictEqual((await odj(["whoami"], env)).exitCode, 0)
  })

  it("has expired if its tokens are gone, and every command reports that", async () => {
    const env = await newEnvironment()
    assert.strictEqual((await loginAsPerson(env, "approved")).exitCode, 0)
    await rm(join(env.ODJ_CONFIG_DIR, "default.tokens.json"))
    for (const command of ["whoami", "list"]) {
      const { exitCode, err } = await odj([command], env)
      assert.strictEqual(exitCode, 3)
      assert.match(err, /^The sign-in failed or has expired: no stored token is valid, .*\nRun `odj login`/)
    }
  })

  it("is shown from what is stored if its issuer can't be reached, and commands name the issuer", async () => {
    const env = await newEnvironment()
    assert.strictEqual((await loginAsPerson(env, "approved", [], mortal)).exitCode, 0)
    const online = await odj(["whoami", "-o", "json"], env)
    assert.deepInclude(online, { exitCode: 0, err: "" })
    await mortal.stop()

    const { host } = new URL(mortal.url)
    const away = await odj(["whoami", "-o", "json"], env)
    assert.deepInclude(away, {
      exitCode: 0,
      out: online.out,
      err: `Can't reach ${host}: the connection was refused. This is the stored data.\n`,
    })
    const listed = await odj(["list"], env)
    assert.strictEqual(listed.exitCode, 5)
    assert.match(
      listed.err,
      new RegExp(`^Can't reach ${host}: the connection was refused\nCheck the address`),
    )

    const tokens = join(env.ODJ_CONFIG_DIR, "default.tokens.json")
    const text = await readFile(tokens, "utf8")
    await writeFile(tokens, text.replaceAll(/"expires_on":"\d+"/g, '"expires_on":"1700000000"'))
    const expired = await odj(["whoami", "-o", "json"], env)
    assert.match(expired.err, /; the stored token has expired\.\n$/)
    assert.strictEqual(JSON.parse(expired.out).expires, "2023-11-14T22:13:20.000Z")

    await rm(tokens)
    assert.isNull(JSON.parse((await odj(["whoami", "-o", "json"], env)).out).expires)
  })

  it("keeps a profile that is created while it waits", async () => {
    const env = await newEnvironment()
    const { ended, decide } = await startLogin(env)
    const app = await odj(loginAsApp, { ...env, AZURE_CLIENT_SECRET: secret })
    assert.strictEqual(app.exitCode, 0, app.err)
    await decide("approved")
    assert.strictEqual((await ended).exitCode, 0)
    const who = await odj(["whoami", "--profile", "app"], { ...env, AZURE_CLIENT_SECRET: secret })
    assert.strictEqual(who.exitCode, 0, who.err)
  })
})

describe.concurrent("A sign-in with a client secret", () => {
  it("reads the secret from the environment at each use, and stores it nowhere", async () => {
    const env = await newEnvironment()
    const withSecret = { ...env, AZURE_CLIENT_SECRET: secret }
    const signedIn = await odj(loginAsApp, withSecret)
    assert.strictEqual(signedIn.exitCode, 0, signedIn.err)
    assert.include(signedIn.err, "The secret is not stored")
    for (const { text } of await storedIn(env)) assert.notInclude(text, secret)

    const listed = await odj(["list", "--profile", "app", "-o", "json", "--debug"], withSecret)
    assert.strictEqual(listed.exitCode, 0, listed.err)
    assert.notInclude(listed.out + listed.err + signedIn.err, secret)

    for (const command of ["list", "whoami"]) {
      const withoutSecret = await odj([command, "--profile", "app"], env)
      assert.strictEqual(withoutSecret.exitCode, 2)
      assert.strictEqual(
        withoutSecret.err,
        "Missing AZURE_CLIENT_SECRET: set this environment variable to the client secret\n",
      )
    }
  })

  it("needs the secret in the environment without a terminal", async () => {
    const { exitCode, err } = await odj(loginAsApp, await newEnvironment())
    assert.strictEqual(exitCode, 2)
    assert.include(err, "AZURE_CLIENT_SECRET")
  })
})

describe.concurrent("A profile", () => {
  it("is the latest, or the named one; logout --all removes every file", async () => {
    const env = { ...(await newEnvironment()), AZURE_CLIENT_SECRET: secret, AZURE_CLIENT_ID: clientId }
    for (const name of ["one", "two"]) {
      const { exitCode, err } = await odj(
        ["login", ...serverFlags, "--client-secret", "--profile", name],
        env,
      )
      assert.strictEqual(exitCode, 0, err)
    }
    const profileOf = async (args: ReadonlyArray<string>, more = {}) =>
      JSON.parse((await odj(["whoami", "-o", "json", ...args], { ...env, ...more })).out).profile
    assert.strictEqual(await profileOf([]), "two")
    assert.strictEqual(await profileOf(["--profile", "one"]), "one")
    assert.strictEqual(await profileOf([], { ODJ_PROFILE: "one" }), "one")
    assert.strictEqual((await odj(["whoami", "--profile", "three"], env)).exitCode, 2)
    assert.strictEqual((await odj(["profiles", "use", "one"], env)).exitCode, 0)
    assert.strictEqual(await profileOf([]), "one")
    assert.match((await odj(["logout"], env)).err, /The only sign-in is two\. The default is two\.\n$/)
    assert.strictEqual(await profileOf([]), "two")
    // As a killed write leaves it.
    await writeFile(join(env.ODJ_CONFIG_DIR, "two.tokens.json.7.tmp"), "")
    assert.strictEqual((await odj(["logout", "--all"], env)).exitCode, 0)
    assert.deepStrictEqual(await storedIn(env), [])
  })
})
