/** Hides a page, or shows it, as a change of tabs does: in a headless browser, every page is visible. */
import type { Page } from "playwright-core"

export const setVisibility = (page: Page, visibility: "hidden" | "visible") =>
  page.evaluate(`
    Object.defineProperty(document, "visibilityState", { configurable: true, value: "${visibility}" })
    document.dispatchEvent(new Event("visibilitychange"))
  `)
