/** Tests how a person signs in to the console: at a gateway with the built-in issuer, in Chromium. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { assert, describe, it, onTestFinished } from "vitest"
import { consoleApplication } from "../../src/directory/Directory.ts"
import { startServer } from "../../src/index.ts"
import { startListening } from "../program.ts"
import { axeProblems, hasChromium, useBrowser } from "./browser.ts"

const collection = "/beta/deviceManagement/domainJoinConnectors"

/** Everything that the tab keeps, as a text. */
const stored = (page: Page): Promise<string> =>
  page.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }, document.cookie])")

const displayName = String(exampleConnector.displayName)

describe.skipIf(!hasChromium)("A person at a gateway's console", () => {
  const newPage = useBrowser().page

  /** Runs a test at the page of a gateway, behind which is a server with one connector. */
  const atGateway = (
    test: (page: Page, url: string, addresses: ReadonlyArray<string>) => Promise<void>,
    flags: ReadonlyArray<string> = [],
  ) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const upstream = yield* Effect.acquireRelease(
            Effect.promise(() => startServer({ auth: "none", connectors: [exampleConnector] })),
            (server) => Effect.promise(() => server.stop()),
          )
          const { url } = yield* startListening(["--store", `${upstream.url}/beta`, ...flags])
          const page = yield* Effect.acquireRelease(
            Effect.promise(() => newPage()),
            (page) => Effect.promise(() => page.context().close()),
          )
          const addresses: Array<string> = []
          page.on("framenavigated", (frame) => addresses.push(frame.url()))
          yield* Effect.promise(() => test(page, url, addresses))
        }),
      ),
    )

  const approve = (page: Page) => page.getByRole("button", { name: "Approve" }).click()

  it("signs in, comes back to the same section, and can only read", () =>
    atGateway(async (page, url, addresses) => {
      const logged: Array<string> = []
      page.on("console", (message) => {
        if (message.type() === "error") logged.push(message.text())
      })
      await page.goto(`${url}/#/token`)
      await page.getByText("The console of odj-server asks you to sign in.").waitFor()
      await approve(page)
      await page.getByRole("heading", { name: "The token of this page" }).waitFor()
      assert.strictEqual(page.url(), `${url}/#/token`)
      const [listed] = await Promise.all([
        page.waitForRequest(`**${collection}**`),
        page.getByRole("link", { name: "Connectors" }).click(),
      ])
      await page.getByText(displayName).first().waitFor()
      assert.strictEqual(await page.getByRole("button", { name: /^(?:Add|New)/ }).count(), 0)
      const write = {
        method: "POST",
        headers: {
          Authorization: (await listed.allHeaders()).authorization ?? "",
          "Content-Type": "application/json",
        },
        body: JSON.stringify(exampleConnector),
      }
      const refused = await fetch(url + collection, write)
      assert.strictEqual(refused.status, 403)
      assert.include(await refused.text(), "allow")
      assert.deepStrictEqual(
        addresses.filter((address) => address.includes("eyJ")),
        [],
      )
      assert.deepStrictEqual(logged, [])
    }))

  it("keeps no token and no code in the tab or in the address", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await page.getByRole("button", { name: "Approve" }).waitFor()
      const [response] = await Promise.all([page.waitForResponse(/\/token$/), approve(page)])
      const { access_token, refresh_token, id_token } = (await response.json()) as Record<string, string>
      await page.getByText(displayName).first().waitFor()
      const kept = (await stored(page)) + page.url()
      for (const secret of [access_token, refresh_token, id_token]) {
        assert.isString(secret)
        assert.notInclude(kept, secret ?? "")
      }
      assert.strictEqual(kept, `[{},{},""]${url}/`)
    }))

  it("sends its code to the token endpoint only, never in the address of a request", () =>
    atGateway(async (page, url) => {
      const requested: Array<string> = []
      page.on("request", (request) => requested.push(new URL(request.url()).search))
      await page.goto(url)
      await approve(page)
      await page.getByText(displayName).first().waitFor()
      assert.deepStrictEqual(
        requested.filter((query) => /[?&]code=/.test(query)),
        [],
      )
    }))

  it.each([
    ["?code=x&state=y", "Approve"],
    ["#code=x&state=y", "This page did not ask for the sign-in"],
  ])("ignores a link to %s of someone else", (forged, shown) =>
    atGateway(async (page, url) => {
      const redeemed: Array<string> = []
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().endsWith("/token")) redeemed.push(request.url())
      })
      // The tab has begun to sign in by itself, so it has a verifier.
      await page.goto(url)
      await page.getByRole("button", { name: "Approve" }).waitFor()
      await page.goto(`${url}/${forged}`)
      await page.getByText(shown).first().waitFor()
      assert.deepStrictEqual(redeemed, [])
      assert.notInclude(page.url(), "code=x")
    }),
  )

  it("says that the person has declined, and signs in again", () =>
    atGateway(async (page, url) => {
      await page.goto(`${url}/#/health`)
      await page.getByRole("button", { name: "Decline" }).click()
      await page.getByText("AADSTS65004").waitFor()
      assert.deepStrictEqual(await axeProblems(page), [])
      await page.getByRole("button", { name: "Sign in again" }).click()
      await approve(page)
      await page.getByRole("heading", { name: "Health" }).waitFor()
      assert.strictEqual(page.url(), `${url}/#/health`)
    }))

  it("renews a token that is refused, and asks to sign in when it can't", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await approve(page)
      await page.getByText(displayName).first().waitFor()
      let isRefused = true
      page.on("request", (request) => {
        if (request.url().endsWith("/token")) isRefused = false
      })
      await page.route(`**${collection}**`, (route) =>
        isRefused ? route.fulfill({ status: 401, body: "" }) : route.continue(),
      )
      const load = async () => {
        await page.getByRole("link", { name: "Token" }).click()
        await page.getByRole("link", { name: "Connectors" }).click()
      }
      const [renewal] = await Promise.all([page.waitForRequest(/\/token$/), load()])
      assert.include(renewal.postData(), "grant_type=refresh_token")
      await page.getByText(displayName).first().waitFor()
      await page.route("**/token", (route) =>
        route.fulfill({
          status: 400,
          json: { error: "invalid_grant", error_description: "AADSTS700082: The refresh token has expired." },
        }),
      )
      isRefused = true
      await load()
      await page.getByText("AADSTS700082").waitFor()
      await page.getByRole("heading", { name: "Connectors", exact: true }).waitFor()
    }))

  it("stays signed in while the issuer can't be reached", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await approve(page)
      await page.getByText(displayName).first().waitFor()
      await page.route("**/token", (route) => route.abort())
      await page.route(`**${collection}**`, (route) => route.fulfill({ status: 401, body: "" }), { times: 1 })
      await Promise.all([
        page.waitForEvent("requestfailed", (request) => request.url().endsWith("/token")),
        page.getByRole("columnheader", { name: "Name" }).getByRole("button").click(),
      ])
      await page.getByRole("button", { name: "Try again" }).click()
      await page.getByText(displayName).first().waitFor()
      assert.strictEqual(await page.getByText("Your sign-in has ended").count(), 0)
    }))

  it("signs out, and stays signed out until asked", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await approve(page)
      await page.locator(".signed-in > summary").click()
      await page.getByRole("button", { name: "Sign out" }).click()
      await page.getByText("You have signed out.").waitFor()
      await page.waitForURL(`${url}/`)
      await page.getByRole("button", { name: "Sign in again" }).click()
      await page.getByRole("button", { name: "Approve" }).waitFor()
    }))

  it("signs out in all windows", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await approve(page)
      await page.getByText(displayName).first().waitFor()
      const other = await page.context().newPage()
      await other.goto(url)
      await other.locator(".signed-in > summary").click()
      await other.getByRole("button", { name: "Sign out" }).click()
      await page.getByText("You have signed out in another window.").waitFor()
      assert.strictEqual(await page.getByText(displayName).count(), 0)
    }))

  it("signs in in two windows at once", () =>
    atGateway(async (page, url) => {
      const other = await page.context().newPage()
      await page.goto(`${url}/#/health`)
      await other.goto(`${url}/#/token`)
      await approve(page)
      await approve(other)
      // The session at the issuer is a new one since the first approval.
      await other.getByText("This page was out of date.").waitFor()
      await approve(other)
      await page.getByRole("heading", { name: "Health" }).waitFor()
      await other.getByRole("heading", { name: "The token of this page" }).waitFor()
    }))

  it("redeems no code that comes by the Back button, and signs in again", () =>
    atGateway(async (page, url) => {
      await page.goto(url)
      await approve(page)
      await page.getByText(displayName).first().waitFor()
      await page.goBack()
      await page.getByText("This page did not ask for the sign-in").waitFor()
      await page.getByRole("button", { name: "Sign in again" }).click()
      await page.getByText(displayName).first().waitFor()
    }))

  it.each([
    [consoleApplication.appId, displayName],
    ["another", `to use it, add { "appId": "${consoleApplication.appId}" } to "applications"`],
  ])("with a grant for %s only, sees: %s", async (appId, seen) => {
    const folder = await mkdtemp(join(tmpdir(), "odj-grants-"))
    onTestFinished(() => rm(folder, { recursive: true }))
    const grants = join(folder, "grants.json")
    await writeFile(grants, JSON.stringify({ applications: [{ appId }] }))
    const test = async (page: Page, url: string) => {
      await page.goto(url)
      if (appId === consoleApplication.appId) await approve(page)
      await page.getByText(seen).first().waitFor()
    }
    await atGateway(test, ["--grant", grants])
  })
})
