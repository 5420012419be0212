/**
 * Clears a server away when it is told to, and also when whoever started it ends in any way, `kill -9` included: it is a
 * process of its own, which waits for the end of its input.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"

const script = `
read -r _
read -r pid < "$1/data/postmaster.pid" && kill -QUIT "$pid"
while [ -e "$1/data/postmaster.pid" ] && kill -0 "$pid"; do sleep 0.05; done
rm -rf "$1"
`

export interface Caretaker {
  /** Ends the server of the folder, and removes the folder. */
  clearAway(): Promise<void>
}

/** Takes care of the folder, and of the server whose data is in its folder `data`. */
export const takeCareOf = (folder: string): Caretaker => {
  const caretaker = spawn("sh", ["-c", script, "sh", folder], {
    // In a group of its own it outlives a Ctrl+C, which goes to the whole group.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  })
  const exit = once(caretaker, "exit")
  caretaker.unref()
  return {
    clearAway: async () => {
      caretaker.ref()
      caretaker.stdin.end()
      await exit
    },
  }
}
