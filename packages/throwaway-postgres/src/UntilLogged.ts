/** Waits until a process logs that it is ready. */
import type { ChildProcess } from "node:child_process"

/** If the process exits instead, it fails with the process's log. */
export const untilLogged = (name: string, process: ChildProcess, ready: RegExp): Promise<void> =>
  new Promise((resolve, reject) => {
    let log = ""
    process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log += text
      if (ready.test(log)) {
        log = ""
        resolve()
      }
    })
    process.once("error", reject)
    process.once("close", () => reject(new Error(`${name} did not start: ${log}`)))
  })
