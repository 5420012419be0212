/** A user who installs the release from the registry, with a separate home, folder and runtime. */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Readable } from "node:stream"
import { text } from "node:stream/consumers"
import { inject, onTestFinished } from "vitest"
import { run } from "./Run.ts"

const release = inject("release")

const tools = join(import.meta.dirname, "node_modules")

/** The oldest Node.js that the packages allow, and the newest release line. */
export const [oldest, newest] = ["22.19", "26"] as const

/** The folder of each Node.js, by version. The newest is that of the workspace. */
const nodes = {
  "20": join(tools, "node-20/bin"),
  [oldest]: join(tools, "node-22/bin"),
  "24": join(tools, "node-24/bin"),
  [newest]: join(dirname(import.meta.dirname), "node_modules/node/bin"),
}

export type NodeVersion = keyof typeof nodes

export const supported: ReadonlyArray<NodeVersion> = [oldest, "24", newest]

export const bun = join(tools, ".bin/bun")

export const deno = join(tools, ".bin/deno")

export const newFolder = () => mkdtempSync(join(release.folder, "user-"))

const npm = join(tools, "npm/bin/npm-cli.js")

/** The commands run in `folder`: a new folder, or one that other users share. */
export const newUser = (
  version: NodeVersion,
  folder = newFolder(),
  variables: Readonly<Record<string, string>> = {},
) => {
  const home = newFolder()
  writeFileSync(
    join(home, ".npmrc"),
    `registry=${release.registry}\ncache=${join(release.folder, "npm-cache")}\n`,
  )
  const env = { PATH: `${nodes[version]}:${process.env.PATH}`, HOME: home, NO_COLOR: "1", ...variables }
  const start = (command: string, args: ReadonlyArray<string>) =>
    spawn(command, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] })

  return {
    folder,
    run: (command: string, args: ReadonlyArray<string>, input = "") =>
      run(command, args, { cwd: folder, env, input }),
    npm: (...args: ReadonlyArray<string>) =>
      run("node", [npm, ...args, "--no-audit", "--no-fund"], { cwd: folder, env }),
    /** Runs a command, and resolves with its exit code and output. */
    end: (command: string, args: ReadonlyArray<string>) => ended(start(command, args)),
    /** Starts `odj-server`, and waits until it listens. */
    serve: (command: string, args: ReadonlyArray<string>) =>
      listening(start(command, [...args, "--port", "0"])),
  }
}

type Child = ChildProcessByStdio<null, Readable, Readable>

const ended = async (child: Child) => {
  const closed = once(child, "close")
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [exitCode] = await closed
  return { exitCode, stdout, stderr }
}

const listening = async (child: Child) => {
  onTestFinished(() => {
    child.kill("SIGKILL")
  })
  const errors = text(child.stderr)
  let output = ""
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk
    if (output.includes("curl")) break
  }
  const [, url] = /^odj-server listening on (\S+)\n/.exec(output) ?? []
  const [, token] = /^TOKEN=(\S+)$/m.exec(output) ?? []
  if (url === undefined || token === undefined) throw new Error(output + (await errors))
  return {
    url: `${url}/beta/deviceManagement/domainJoinConnectors`,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    /** Stops the server, and resolves with its exit code. */
    stop: async () => {
      child.kill("SIGTERM")
      const [exitCode] = await once(child, "exit")
      return exitCode
    },
  }
}
