import { writeFileSync } from "node:fs"
import { it } from "@effect/vitest"
import { Effect, Layer, Logger } from "effect"
import { laws } from "../src/index.ts"
import { brokenCreates } from "./brokenCreates.ts"
import { brokenDeletes } from "./brokenDeletes.ts"
import { brokenFilters } from "./brokenFilters.ts"
import { brokenGets } from "./brokenGets.ts"
import { brokenOrders } from "./brokenOrders.ts"
import { brokenPages } from "./brokenPages.ts"
import { brokenUpdates } from "./brokenUpdates.ts"
import { layer } from "./steppedStore.ts"

const all: any = {
  brokenCreates,
  brokenDeletes,
  brokenFilters,
  brokenGets,
  brokenOrders,
  brokenPages,
  brokenUpdates,
}
it("noticed", async () => {
  const out: any = {}
  const slow: any = []
  for (const [file, table] of Object.entries<any>(all)) {
    out[file] = {}
    for (const [name, { store }] of Object.entries<any>(table)) {
      const noticed: string[] = []
      for (const [law, effect] of Object.entries<any>(laws)) {
        const s = performance.now()
        const exit: any = await Effect.runPromise(Effect.exit(Effect.provide(effect, layer(store))) as any)
        const ms = performance.now() - s
        if (ms > 300) slow.push([name, law, Math.round(ms)])
        if (exit._tag === "Failure") noticed.push(law)
      }
      out[file][name] = noticed
    }
  }
  writeFileSync(process.env.OUT ?? "/tmp/noticed.json", JSON.stringify({ out, slow }, null, 1))
}, 600000)
