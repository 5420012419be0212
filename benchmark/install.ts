/**
 * What a newcomer waits for: the first response of `pnpm start` in a clean clone, with its installation, and what that
 * installs. Packages come from the cache of pnpm where it has them.
 */
import { execFileSync, spawn } from "node:child_process"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import type { Benchmark } from "./harness/Benchmark.ts"
import type { Table } from "./harness/Figures.ts"
import { benchmarkFile } from "./harness/Processes.ts"

const run = async function* (): AsyncIterable<Table> {
  const folder = await mkdtemp(join(tmpdir(), "odj-install-"))
  execFileSync("git", ["clone", "--quiet", benchmarkFile(".."), folder])
  // The clone picks its own Node.js, as if no other were on the path.
  const PATH = process.env.PATH?.split(":")
    .filter((entry) => !entry.includes("node_modules"))
    .join(":")
  const begin = performance.now()
  const args = ["start", "--port", "0", "--auth", "none", "--store", "memory"]
  const child = spawn("pnpm", args, {
    ...{ cwd: folder, env: { ...process.env, PATH }, detached: true },
    stdio: ["ignore", "pipe", "ignore"],
  })
  try {
    for await (const line of createInterface(child.stdout)) if (line.includes("listening on")) break
    const seconds = (performance.now() - begin) / 1_000
    const [megabytes = ""] = execFileSync("du", ["-sm", folder], { encoding: "utf8" }).split("\t")
    const packages = (await readdir(join(folder, "node_modules/.pnpm"))).filter((name) => name.includes("@"))
    const figure = (value: number) => ({ value, low: value, high: value })
    yield {
      title: "pnpm start in a clean clone (less is better)",
      rows: {
        "clean clone": {
          s: figure(seconds),
          MB: figure(Number(megabytes)),
          packages: figure(packages.length),
        },
      },
    }
  } finally {
    process.kill(-(child.pid ?? 0), "SIGKILL")
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const benchmark: Benchmark = {
  about: "the time, packages and megabytes of the first pnpm start in a clean clone",
  seconds: 30,
  run,
}
