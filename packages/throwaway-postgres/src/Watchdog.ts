/**
 * Stops a server and removes its files on request, and also when the process that started it ends in any way, `kill -9`
 * included: the watchdog is a separate process that waits for the end of its input.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"

const script = `
read -r _
read -r pid < "$1/$2" && kill -QUIT "$pid"
while [ -e "$1/$2" ] && kill -0 "$pid"; do sleep 0.05; done
rm -rf "$1"
`

export interface Watchdog {
  /** Stops the server, and removes its folder. */
  cleanUp(): Promise<void>
}

/** Watches over a folder, and over the server whose process id is in that file in it. */
export const watchOver = (folder: string, pidFile: string): Watchdog => {
  const watchdog = spawn("sh", ["-c", script, "sh", folder, pidFile], {
    // In a separate process group it survives Ctrl+C, which goes to the whole group.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  const exit = once(watchdog, "exit")
  watchdog.unref()
  return {
    cleanUp: async () => {
      watchdog.ref()
      watchdog.stdin.end()
      await exit
    },
  }
}
