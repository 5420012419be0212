/**
 * Measures, in a fresh process after the import, how long a server for tests takes to start and how long its first request
 * takes: without a socket, and with one.
 */
import { spawnSync } from "node:child_process"
import { median, printTable } from "./Table.ts"

/** Prints the two times of a server, in milliseconds. */
const program = (make: string) => `
  import { openServer, startServer } from "@odj/server"
  const path = "/beta/deviceManagement/domainJoinConnectors"
  const begin = performance.now()
  ${make}
  const made = performance.now()
  await (await send(path)).text()
  console.log(JSON.stringify([made - begin, performance.now() - made]))
  process.exit()
`

const programs: Record<string, string> = {
  openServer: program(
    `const { fetch } = await openServer({ auth: "none" }); const send = (path) => fetch("https://graph.microsoft.com" + path)`,
  ),
  startServer: program(
    `const { url } = await startServer({ auth: "none" }); const send = (path) => fetch(url + path)`,
  ),
}

const measure = (code: string): readonly [start: number, first: number] => {
  const args = ["--input-type=module", "--eval", code]
  const { stdout } = spawnSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" })
  return JSON.parse(stdout)
}

const rounds = 21

const figures = Object.values(programs).map(() => [] as Array<readonly [start: number, first: number]>)
for (let round = 0; round < rounds; round++)
  for (const [index, code] of Object.values(programs).entries()) figures[index]?.push(measure(code))

printTable("Servers for tests (median, ms)", [
  ["", "start", "first request"],
  ...Object.keys(programs).map((name, index) => {
    const times = figures[index] ?? []
    return [
      name,
      median(times.map(([start]) => start)).toFixed(1),
      median(times.map(([, first]) => first)).toFixed(1),
    ]
  }),
])
