/** Preloaded into a server: answers each message of the parent process with the microseconds of CPU it has used. */
import process from "node:process"

process.on("message", () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.channel?.unref()
