/** Backs up a SQLite database with `odj-server backup`, while a server writes to it. */
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { program } from "./ServerProcess.ts"

/** Runs the command to its end, and returns what it prints. It rejects if the command fails. */
export const backUp = async (path: string, file: string): Promise<string> => {
  const command = [program, "backup", "--store", `sqlite:${path}`, file]
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout.trim()
}
