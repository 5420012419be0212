/** Tests how a person signs in to the console at an issuer with another origin, in Chromium. */
import { graphResource } from "@odj/graph-wire"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { assert, describe, it } from "vitest"
import { startListening } from "../program.ts"
import { axeProblems, hasChromium, useBrowser } from "./browser.ts"

describe.skipIf(!hasChromium)("A person at the console of a server with an identity provider", () => {
  const newPage = useBrowser().page

  /** Runs a test at the page of a server that trusts the built-in issuer of another server. */
  const atServer = (test: (page: Page, url: string, provider: string) => Promise<void>) =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const provider = yield* startListening()
          const discovery = `${provider.url}/common/v2.0/.well-known/openid-configuration`
          const { issuer, jwks_uri } = yield* Effect.promise(
            async () => (await (await fetch(discovery)).json()) as Record<"issuer" | "jwks_uri", string>,
          )
          const trust = ["--issuer", issuer, "--jwks-uri", jwks_uri, "--audience", graphResource]
          const { url } = yield* startListening(["--auth", "jwt", ...trust, "--console-client-id", "my-page"])
          const page = yield* Effect.acquireRelease(
            Effect.promise(() => newPage()),
            (page) => Effect.promise(() => page.context().close()),
          )
          yield* Effect.promise(() => test(page, url, provider.url))
        }),
      ),
    )

  it("signs in there, sees the list, and signs out", () =>
    atServer(async (page, url, provider) => {
      const logged: Array<string> = []
      page.on("console", (message) => {
        if (message.type() === "error") logged.push(message.text())
      })
      await page.goto(`${url}/#/connectors`)
      await page.waitForURL(`${provider}/**`)
      await page.getByText("my-page").first().waitFor()
      await page.getByRole("button", { name: "Approve" }).click()
      await page.waitForURL(`${url}/#/connectors`)
      await page.getByRole("heading", { name: "No connectors yet" }).waitFor()
      assert.deepStrictEqual(await axeProblems(page), [])
      await page.locator(".signed-in > summary").click()
      const [left] = await Promise.all([
        page.waitForRequest((request) => request.isNavigationRequest()),
        page.getByRole("button", { name: "Sign out" }).click(),
      ])
      assert.isTrue(left.url().startsWith(`${provider}/common/oauth2/v2.0/logout?`), left.url())
      await page.waitForURL(`${url}/`)
      await page.getByText("You have signed out.").waitFor()
      assert.deepStrictEqual(logged, [])
    }))
})
