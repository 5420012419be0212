/** The processes of a benchmark: servers and workers, each on a core. */
import assert from "node:assert/strict"
import { type ChildProcess, fork, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

export const benchmarkFile = (file: string) => join(import.meta.dirname, "..", file)

/** The cores of servers and of their clients. */
export const serverCore = 0
export const clientCore = 1

const taskset = (...args: ReadonlyArray<string | number | undefined>) =>
  availableParallelism() > 1 && spawnSync("taskset", args.map(String), { stdio: "ignore" }).status === 0

/** Keeps a process on a core, where there are two and util-linux is installed. Returns whether it does. */
export const pin = (pid: number | undefined, core: number): boolean => taskset("-acp", core, pid)

/** The variable of processes for which everything has been built. */
const built = "ODJ_BENCHMARK_BUILT"

/** Runs a script of the package in a folder of `apps`. */
const runIn = (app: string, script: string) => {
  const cwd = benchmarkFile(`../apps/${app}`)
  if (process.env[built] !== undefined) return join(cwd, "dist")
  const { status, stderr } = spawnSync(process.execPath, ["--run", script], { cwd, encoding: "utf8" })
  if (status !== 0) throw new Error(`The ${script} of ${app} failed: ${stderr}`)
  return join(cwd, "dist")
}

/** The path of a command as it is published, built from the sources. */
export const builtServer = () => join(runIn("server", "bundle"), "odj-server.mjs")
export const builtCli = () => join(runIn("cli", "build"), "odj.mjs")

/** Builds both. Returns the variables with which a process does not build them again. */
export const buildOnce = () => {
  builtServer()
  builtCli()
  return { ...process.env, [built]: "true" }
}

export interface Process {
  readonly child: ChildProcess
  readonly stop: () => void
}

export interface Server extends Process {
  readonly port: number
  readonly url: string
  /** What it has printed before its address and with it. */
  readonly output: string
  /** The CPU time of all its threads, in microseconds. */
  readonly cpu: () => Promise<NodeJS.CpuUsage>
}

const processOf = (child: ChildProcess): Process => ({ child, stop: () => void child.kill("SIGKILL") })

/** The reply of a process to a message. */
const answer = <Reply>(child: ChildProcess, message: object) =>
  new Promise<Reply>((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${child.spawnfile} ended with ${code}`))
    child.once("exit", ended).once("message", (reply) => {
      child.off("exit", ended)
      resolve(reply as Reply)
    })
    child.send(message)
  })

/** Starts a server, and waits until it has printed its address, and a token if it should. */
export const startServer = async (
  script: string,
  args: ReadonlyArray<string> = [],
  core?: number,
): Promise<Server> => {
  const meter = ["--import", benchmarkFile("harness/Meter.ts")]
  const child = spawn(process.execPath, [...meter, script, ...args], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  })
  if (core !== undefined) pin(child.pid, core)
  const needsToken = args.includes("local")
  let output = ""
  assert(child.stdout !== null)
  for await (const line of createInterface(child.stdout)) {
    output += `${line}\n`
    const url = /(http:\/\/127\.0\.0\.1:(\d+))/.exec(output)
    if (url === null || (needsToken && !output.includes("TOKEN="))) continue
    child.stdout?.resume()
    const cpu = () => answer<NodeJS.CpuUsage>(child, {})
    return { ...processOf(child), port: Number(url[2]), url: url[1] ?? "", output, cpu }
  }
  throw new Error(`${script} did not start: ${output}`)
}

/** A process that does tasks of a benchmark, one after the other. */
export interface Worker<Task extends object, Reply> extends Process {
  readonly ask: (task: Task) => Promise<Reply>
}

export const startWorker = async <Task extends object, Reply>(
  script: string,
  args: ReadonlyArray<string> = [],
  { core, flags = [] }: { readonly core?: number; readonly flags?: ReadonlyArray<string> } = {},
): Promise<Worker<Task, Reply>> => {
  const child = fork(benchmarkFile(script), args, { execArgv: [...flags] })
  if (core !== undefined) pin(child.pid, core)
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`${script} ended with ${code}`))),
  ])
  return { ...processOf(child), ask: (task) => answer(child, task) }
}

/** Does the tasks of the parent process, in a process that `startWorker` has started. */
export const work = <Task, Reply>(task: (task: Task) => Promise<Reply>) => {
  process.on("message", async (message: Task) => process.send?.(await task(message)))
  process.send?.("ready")
}

/** The time of a task on the wall and on the processor, in microseconds for each of its operations. */
export const timed = async (operations: number, task: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  const start = performance.now()
  await task()
  const wall = (performance.now() - start) * 1_000
  const { user, system } = process.cpuUsage(before)
  return { wall: wall / operations, cpu: (user + system) / operations }
}

/** The memory that no other process shares, in megabytes. Linux only. */
export const privateMemory = async (pid: number | undefined): Promise<number> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8")
  const sizes = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].map(([, size]) => Number(size))
  return sizes.reduce((sum, size) => sum + size, 0) / 1_024
}
