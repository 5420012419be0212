/** Fills in the form in a headless Chromium. */
import assert from "node:assert/strict"
import { existsSync } from "node:fs"
import { after, test } from "node:test"
import { chromium } from "playwright-core"
import { build, preview } from "vite"

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"
const skip = existsSync(executablePath) ? false : `needs Chromium, which is not at ${executablePath}`

test("the form shows the problems, and returns the connector when there are none", { skip }, async () => {
  await build({ logLevel: "error" })
  const server = await preview({ preview: { host: "127.0.0.1", port: 0 } })
  after(() => server.close())
  const browser = await chromium.launch({ executablePath, args: ["--disable-quic"] })
  after(() => browser.close())

  const page = await browser.newPage()
  await page.goto(server.resolvedUrls?.local[0] ?? "")
  await page.getByLabel("Name").fill("HQ")
  await page.getByLabel("Version").fill("6.2504.2001.8")
  await page.getByLabel("Last connection").fill("2026-02-30T12:00:00Z")
  await page.getByRole("button").click()
  await page.getByText("a day that the month has").waitFor()

  await page.getByLabel("Last connection").fill("2016-12-31T23:58:36.6670033-08:00")
  await page.getByRole("button").click()
  assert.deepEqual(JSON.parse((await page.locator("output:not(:empty)").textContent()) ?? ""), {
    displayName: "HQ",
    lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
    state: "active",
    version: "6.2504.2001.8",
  })
})
