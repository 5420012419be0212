/** What a person reads if the real service refuses a command: the presets of odj-server refuse as it does. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { type PresetName, startServer } from "@odj/server"
import { refusals } from "../../src/failures/Refusals.ts"
import { odj } from "../program.ts"

const id = "ba72003d-5a29-4a40-9d5e-6a5c0d1a3c52"
const { lastConnectionDateTime, version } = exampleConnector

const create = [
  "create",
  "--name",
  "HQ",
  "--last-connection-date-time",
  lastConnectionDateTime,
  "--state",
  "active",
].concat("--connector-version", version)

const refused = [
  ["observed", ["delete", id, "--yes"], "DeletionNotOffered"],
  ["unlicensed", ["list"], "LicenseMissing"],
  ["notRouted", create, "OperationNotOffered"],
  ["notRouted", ["update", id, "--yes", "--state", "error"], "OperationNotOffered"],
] as const satisfies ReadonlyArray<readonly [PresetName, ReadonlyArray<string>, keyof typeof refusals]>

describe("A refusal of the service", () => {
  for (const [preset, args, reason] of refused) {
    it(`has its known remedy: ${args[0]} with the preset ${preset}`, async () => {
      await using server = await startServer({
        auth: "none",
        connectors: [{ ...exampleConnector, id }],
        presets: [preset],
      })
      const { exitCode, err } = await odj([...args, "--url", `${server.url}/beta`])
      const { meaning, remedy = "", exitCode: expected } = refusals[reason]
      assert.strictEqual(exitCode, expected)
      const text = err.replace(/\s+/g, " ")
      assert.include(text, meaning)
      assert.include(text, remedy)
    })
  }
})
