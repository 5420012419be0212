/**
 * Measures the time of the command `odj`, divided by the time of `node -e 0` in the same rounds: version, help, and a
 * create in a server on this machine.
 */
import { spawn, spawnSync } from "node:child_process"
import { join } from "node:path"
import { startServer } from "@odj/server"
import { median, printTable } from "./Table.ts"

const cli = join(import.meta.dirname, "../apps/cli")
const odj = join(cli, "dist/odj.mjs")

const { status } = spawnSync(process.execPath, ["--run", "build"], { cwd: cli, stdio: "ignore" })
if (status !== 0) throw new Error("The build of odj failed")

const server = await startServer({ auth: "none" })

const create = [
  ...["create", "--url", `${server.url}/beta`, "--display-name", "HQ", "--state", "active"],
  ...["--last-connection-date-time", "2016-12-31T23:58:36.6670033-08:00", "--connector-version", "1"],
]

const starts: Record<string, ReadonlyArray<string>> = {
  "node -e 0": ["-e", "0"],
  "odj --version": [odj, "--version"],
  "odj --help": [odj, "--help"],
  "odj create --help": [odj, "create", "--help"],
  "odj create --store memory": [odj, "create", "--store", "memory", ...create.slice(3)],
  "odj create --url": [odj, ...create],
}

/**
 * The milliseconds from the start of the process to its end. This is asynchronous, because the server runs in this
 * process.
 */
const measure = (args: ReadonlyArray<string>) =>
  new Promise<number>((resolve, reject) => {
    const before = performance.now()
    const child = spawn(process.execPath, args, { stdio: "ignore" })
    child.on("error", reject).on("exit", (code) => {
      if (code === 0) resolve(performance.now() - before)
      else reject(new Error(`${args.join(" ")} ended with ${code}`))
    })
  })

const warmUp = 2
const rounds = 21

try {
  const milliseconds = Object.values(starts).map(() => [] as Array<number>)
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, args] of Object.values(starts).entries()) {
      const taken = await measure(args)
      if (round >= 0) milliseconds[index]?.push(taken)
    }
  }
  const floor = median(milliseconds[0] ?? [])
  printTable("Start (median time from start to end, divided by the time of node -e 0; less is better)", [
    ["", "times", "ms"],
    ...Object.keys(starts).map((name, index) => {
      const taken = median(milliseconds[index] ?? [])
      return [name, (taken / floor).toFixed(2), taken.toFixed(0)]
    }),
  ])
} finally {
  await server.stop()
}
