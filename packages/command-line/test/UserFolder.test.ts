import { assert, describe, it } from "@effect/vitest"
import { configFolderFor, dataFolderFor } from "../src/UserFolder.ts"

type Place = readonly [NodeJS.Platform, env: Record<string, string>, folder: string]

const homes: Partial<Record<NodeJS.Platform, string>> = { win32: "C:\\Users\\a", darwin: "/Users/a" }

const homeOf = (platform: NodeJS.Platform) => homes[platform] ?? "/home/a"

const titleOf = ([platform, env, folder]: Place) => `is ${folder} on ${platform} with ${JSON.stringify(env)}`

describe("The folder of settings", () => {
  const places: ReadonlyArray<Place> = [
    ["linux", {}, "/home/a/.config/odj"],
    ["linux", { XDG_CONFIG_HOME: "/x" }, "/x/odj"],
    ["linux", { XDG_CONFIG_HOME: "", ODJ_CONFIG_DIR: "" }, "/home/a/.config/odj"],
    ["freebsd", {}, "/home/a/.config/odj"],
    ["darwin", { APPDATA: "/elsewhere" }, "/Users/a/.config/odj"],
    ["darwin", { XDG_CONFIG_HOME: "/x" }, "/x/odj"],
    ["win32", { APPDATA: "C:\\roaming" }, "C:\\roaming\\odj"],
    ["win32", {}, "C:\\Users\\a\\.config\\odj"],
    ["win32", { APPDATA: "C:\\roaming", ODJ_CONFIG_DIR: "D:\\mine" }, "D:\\mine"],
  ]
  for (const place of places) {
    it(titleOf(place), () => {
      const [platform, env, folder] = place
      assert.strictEqual(configFolderFor(platform, env, homeOf(platform)), folder)
    })
  }
})

describe("The folder of data", () => {
  const places: ReadonlyArray<Place> = [
    ["linux", {}, "/home/a/.local/share/odj"],
    ["linux", { XDG_DATA_HOME: "/x" }, "/x/odj"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/a/.local/share/odj"],
    ["linux", { XDG_DATA_HOME: "" }, "/home/a/.local/share/odj"],
    ["freebsd", {}, "/home/a/.local/share/odj"],
    ["darwin", { XDG_DATA_HOME: "/x" }, "/Users/a/Library/Application Support/odj"],
    ["win32", { LOCALAPPDATA: "D:\\local" }, "D:\\local\\odj\\Data"],
    ["win32", { XDG_DATA_HOME: "D:\\x" }, "C:\\Users\\a\\AppData\\Local\\odj\\Data"],
  ]
  for (const place of places) {
    it(titleOf(place), () => {
      const [platform, env, folder] = place
      assert.strictEqual(dataFolderFor(platform, env, homeOf(platform)), folder)
    })
  }
})
