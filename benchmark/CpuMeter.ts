/** Preloaded into a server: replies to each message of the parent process with the CPU time used, in microseconds. */
import process from "node:process"

process.on("message", () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.channel?.unref()
