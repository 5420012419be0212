/** The browser, and the screens that the console is looked at with. */
import type { BrowserContextOptions } from "playwright-core"

export const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium"

const desktop = { viewport: { width: 1_280, height: 800 } }
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

export const devices = {
  "a desktop": desktop,
  "a dark desktop": { ...desktop, colorScheme: "dark" },
  "a phone": phone,
  "a dark phone": { ...phone, colorScheme: "dark" },
} satisfies Record<string, BrowserContextOptions>

export type Device = keyof typeof devices

export const deviceNames = Object.keys(devices) as ReadonlyArray<Device>
