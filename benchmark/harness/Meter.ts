/**
 * Preloaded into a server: replies to each message of the parent process with the CPU time used, in microseconds. Ends with
 * its parent.
 */
import process from "node:process"

process.on("message", () => process.send?.(process.cpuUsage()))
process.on("disconnect", () => process.exit())
process.channel?.unref()
