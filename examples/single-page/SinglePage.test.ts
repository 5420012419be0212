/** Signs people in in a headless Chromium, for which the names of Microsoft's hosts lead to a server in this process. */
import assert from "node:assert/strict"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, type TestContext, test } from "node:test"
import { type ServerOptions, startServer } from "@odj/server"
import { chromium, type Page } from "playwright-core"
import { build, type PreviewServer, preview } from "vite"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
const skip = existsSync(executablePath) ? false : `needs Chromium, which is not at ${executablePath}`

const ada = "ada@contoso.onmicrosoft.com"
const hosts = ["graph.microsoft.com", "login.microsoftonline.com"]

const profiles = mkdtempSync(join(tmpdir(), "single-page-"))
after(() => rmSync(profiles, { recursive: true }))

let site: PreviewServer
before(async () => {
  await build({ logLevel: "error" })
  site = await preview({ preview: { port: 0 } })
})
after(() => site.close())

/** A profile of Chromium. `thirdPartyCookies` is whether frames of other sites get their cookies. */
const newProfile = (thirdPartyCookies: boolean) => {
  const folder = mkdtempSync(join(profiles, "profile-"))
  const preferences = {
    profile: {
      block_third_party_cookies: !thirdPartyCookies,
      cookie_controls_mode: thirdPartyCookies ? 0 : 1,
    },
  }
  mkdirSync(join(folder, "Default"))
  writeFileSync(join(folder, "Default", "Preferences"), JSON.stringify(preferences))
  return folder
}

/** Starts a server, and a browser in which every name except `localhost` leads to it. */
const start = async (t: TestContext, options: ServerOptions = {}, thirdPartyCookies = false) => {
  const server = await startServer({ tls: true, allowedHosts: hosts, ...options })
  t.after(() => server.stop())
  const profile = newProfile(thirdPartyCookies)
  const rules = `MAP * 127.0.0.1:${new URL(server.url).port}, EXCLUDE localhost`
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    ignoreHTTPSErrors: true,
    args: ["--disable-quic", `--host-resolver-rules=${rules}`],
  })
  t.after(() => context.close())
  const requested = new Set<string>()
  context.on("request", (request) => requested.add(new URL(request.url()).hostname))
  const open = async () => {
    const page = await context.newPage()
    await page.goto(site.resolvedUrls?.local[0] ?? "")
    return page
  }
  return {
    server,
    requested,
    open,
    page: await open(),
    /** Moves the clocks of the server and of the pages. */
    advance: async (duration: Parameters<typeof server.clock.advance>[0]) => {
      server.clock.advance(duration)
      await context.clock.setFixedTime(server.clock.now())
    },
    /** The sign-ins and the requests for tokens since the last call. */
    renewals: () => {
      const requests = server.requests().flatMap(({ operation, body, query }) => {
        if (operation === "token") return (body as Record<string, string>).grant_type
        if (operation !== "authorize") return []
        return query?.includes("prompt=none") ? "in a frame" : "by a redirect"
      })
      server.forget()
      return requests
    },
  }
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true })

const create = async (page: Page, name: string) => {
  await page.getByLabel("Name").fill(name)
  await button(page, "Create").click()
  await page.getByRole("listitem").getByText(name).waitFor()
}

const alert = (page: Page, text: string) => page.getByRole("alert").getByText(text).waitFor()

test("a person signs in, creates a connector, and signs out", { skip }, async (t) => {
  const { page, requested } = await start(t)
  await button(page, "Sign in").click()
  await page.getByLabel("Someone else").fill(ada)
  await button(page, "Approve").click()
  await page.getByText(`Signed in as ${ada}`).waitFor()
  await create(page, "HQ")
  await button(page, "Sign out").click()
  await button(page, "Sign in").click()
  await button(page, "Approve").waitFor()
  assert.deepEqual([...requested].sort(), [...hosts, "localhost"].sort())
})

test("a person signs in in a popup", { skip }, async (t) => {
  const { page } = await start(t, { autoApprove: true })
  await button(page, "Sign in in a popup").click()
  await create(page, "HQ")
})

// The last renewal of a browser that does not give frames their cookies, as private windows, and of one that does.
for (const [cookies, renewal] of [
  ["without", ["in a frame", "by a redirect", "authorization_code"]],
  ["with", ["in a frame", "authorization_code"]],
] as const)
  test(`a page stays signed in for more than a day ${cookies} third-party cookies`, { skip }, async (t) => {
    const { page, open, advance, renewals } = await start(t, { autoApprove: true }, cookies === "with")
    await button(page, "Sign in").click()
    await create(page, "At once")
    assert.deepEqual(renewals(), ["by a redirect", "authorization_code"])

    await advance("1 hour")
    await create(page, "After an hour")
    assert.deepEqual(renewals(), ["refresh_token"])

    await advance("22 hours")
    const other = await open()
    await button(other, "Sign in").click()
    await create(other, "In another tab")
    assert.deepEqual(renewals(), ["by a redirect", "authorization_code"])

    // The refresh token of a page expires after a day. The session of the browser lasts a day from its last use.
    await advance("2 hours")
    const listed = page.waitForResponse((response) => response.url().startsWith("https://graph."))
    await page.getByLabel("Name").fill("After a day")
    await button(page, "Create").click()
    await listed
    assert.deepEqual(renewals(), renewal)
  })

test("a person declines", { skip }, async (t) => {
  const { page } = await start(t)
  await button(page, "Sign in").click()
  await button(page, "Decline").click()
  await alert(page, "AADSTS65004")
})

test("the permission has no consent", { skip }, async (t) => {
  const { page } = await start(t, {
    autoApprove: true,
    grants: {
      applications: [{ appId: "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10", delegatedPermissions: ["User.Read"] }],
    },
  })
  await button(page, "Sign in").click()
  await alert(page, "AADSTS65001")
})

test("a person has no role", { skip }, async (t) => {
  const { page } = await start(t, {
    autoApprove: true,
    grants: { users: [{ userPrincipalName: ada, directoryRoles: [] }] },
  })
  await button(page, "Sign in").click()
  await alert(page, "User is not authorized to perform this operation")
})
