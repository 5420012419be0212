/** Whether the Azure CLI is installed: `@azure/identity` says it only in prose. */
import { accessSync } from "node:fs"
import { delimiter, join } from "node:path"

const names = process.platform === "win32" ? ["az.cmd", "az.exe", "az.bat"] : ["az"]

const exists = (file: string): boolean => {
  try {
    accessSync(file)
    return true
  } catch {
    return false
  }
}

export const isAzureCliInstalled = (): boolean =>
  (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .some((folder) => names.some((name) => exists(join(folder, name))))
