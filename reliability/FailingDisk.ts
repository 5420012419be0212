/** Simulates a disk that fails on demand: compiles `FailingDisk.c`, and controls the faults by files in a folder. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export type Fault = "sync" | "full"

export interface FailingDisk {
  /** The folder whose files are affected. */
  readonly folder: string
  /** The environment for a program that runs on this disk. */
  readonly env: Readonly<Record<string, string>>
  begin(fault: Fault): void
  end(fault: Fault): void
  /** From now on, copies each file when the file is synced; returns the folder of the copies. */
  keepSynced(): string
  remove(): void
}

/** The reason why this machine can't simulate a failing disk; `undefined` if it can. */
export const unavailableReason = (): string | undefined => {
  if (process.platform !== "linux") return `LD_PRELOAD works only on Linux; this is ${process.platform}`
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" })
  } catch {
    return "there is no C compiler (cc)"
  }
}

export const makeFailingDisk = (): FailingDisk => {
  const made = mkdtempSync(join(tmpdir(), "odj-failing-disk-"))
  const object = join(made, "FailingDisk.so")
  const source = join(import.meta.dirname, "FailingDisk.c")
  execFileSync("cc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", object, source, "-ldl"])
  const folder = realpathSync(made)
  return {
    folder,
    env: { LD_PRELOAD: object, ODJ_FAILING_DISK: folder },
    begin: (fault) => writeFileSync(join(folder, fault), ""),
    end: (fault) => rmSync(join(folder, fault)),
    keepSynced: () => {
      const synced = join(folder, "synced")
      mkdirSync(synced)
      return synced
    },
    remove: () => rmSync(folder, { recursive: true }),
  }
}
