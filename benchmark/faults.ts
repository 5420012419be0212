/**
 * Compares clients under the same faults. Their packages are installed apart from the workspace, into the folder `faults`,
 * which also has the program.
 */
import { spawnSync } from "node:child_process"

const run = (command: string, args: ReadonlyArray<string>, folder = "faults") => {
  const { status } = spawnSync(command, args, { cwd: `${import.meta.dirname}/${folder}`, stdio: "inherit" })
  if (status !== 0) process.exit(1)
}

run("pnpm", ["install", "--frozen-lockfile", "--loglevel", "error"])
run("pnpm", ["exec", "tsc", "-p", "faults"], ".")
run(process.execPath, ["main.ts"])
