import { assert, describe, it } from "@effect/vitest"
import { configFolderFor, dataFolderFor } from "../src/UserFolder.ts"

type Case = readonly [NodeJS.Platform, env: Record<string, string>, folder: string]

const homes: Partial<Record<NodeJS.Platform, string>> = { win32: "C:\\Users\\a", darwin: "/Users/a" }

const homeOf = (platform: NodeJS.Platform) => homes[platform] ?? "/home/a"

const titleOf = ([platform, env, folder]: Case) => `is ${folder} on ${platform} with ${JSON.stringify(env)}`

describe("The folder of settings", () => {
  const cases: ReadonlyArray<Case> = [
    ["linux", {}, "/home/a/.config/odj"],
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/odj"],
    ["linux", { XDG_CONFIG_HOME: "", ODJ_CONFIG_DIR: "" }, "/home/a/.config/odj"],
    ["linux", { XDG_CONFIG_HOME: "relative" }, "/home/a/.config/odj"],
    ["linux", { ODJ_CONFIG_DIR: "relative" }, "relative"],
    ["freebsd", {}, "/home/a/.config/odj"],
    ["darwin", { APPDATA: "/elsewhere" }, "/Users/a/.config/odj"],
    ["darwin", { XDG_CONFIG_HOME: "/x" }, "/x/odj"],
    ["win32", { APPDATA: "C:\\roaming" }, "C:\\roaming\\odj"],
    ["win32", {}, "C:\\Users\\a\\.config\\odj"],
    ["win32", { APPDATA: "C:\\roaming", ODJ_CONFIG_DIR: "D:\\mine" }, "D:\\mine"],
  ]
  for (const example of cases) {
    it(titleOf(example), () => {
      const [platform, env, folder] = example
      assert.strictEqual(configFolderFor(platform, env, homeOf(platform)), folder)
    })
  }
})

describe("The folder of data", () => {
  const cases: ReadonlyArray<Case> = [
    ["linux", {}, "/home/a/.local/share/odj"],
    ["linux", { XDG_DATA_HOME: "/x" }, "/x/odj"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/a/.local/share/odj"],
    ["linux", { XDG_DATA_HOME: "" }, "/home/a/.local/share/odj"],
    ["freebsd", {}, "/home/a/.local/share/odj"],
    ["darwin", { XDG_DATA_HOME: "/x" }, "/Users/a/Library/Application Support/odj"],
    ["win32", { LOCALAPPDATA: "D:\\local" }, "D:\\local\\odj\\Data"],
    ["win32", { XDG_DATA_HOME: "D:\\x" }, "C:\\Users\\a\\AppData\\Local\\odj\\Data"],
  ]
  for (const example of cases) {
    it(titleOf(example), () => {
      const [platform, env, folder] = example
      assert.strictEqual(dataFolderFor(platform, env, homeOf(platform)), folder)
    })
  }
})
