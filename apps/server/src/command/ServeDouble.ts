/** Makes the server a test double, as its flags say. It is loaded only for a server that is one, or becomes one. */
import { counted } from "@odj/command-line"
import { Effect } from "effect"
import packageJson from "../../package.json" with { type: "json" }
import { withControl } from "../control/Control.ts"
import type { ControlOption } from "../control/ControlOption.ts"
import { makeDouble } from "../double/TestDouble.ts"
import { StoreRefused, type Tenants } from "../graph/Tenants.ts"
import { controlPath } from "../server/HttpControl.ts"
import type { ServerCertificate } from "../tls/ServerCertificate.ts"
import { readDoubleFiles } from "./DoubleFiles.ts"
import type { ServeValues } from "./ServeFlags.ts"

/** Whether the store has connectors, so that it can't be filled. */
const isFilled = ({ contents }: Tenants["Service"]) =>
  contents === undefined ? Effect.succeed(false) : Effect.map(contents.tenants, ({ length }) => length > 0)

interface Served {
  readonly values: ServeValues
  readonly tenants: Tenants["Service"]
  /** Names the store in a failure. */
  readonly place: string
  readonly publicUrl: string | undefined
  readonly certificate: ServerCertificate | undefined
  readonly hasIssuer: boolean
  readonly control: ControlOption
}

export const serveDouble = Effect.fnUntraced(function* (served: Served) {
  const { values, tenants, place, publicUrl, certificate, hasIssuer, control } = served
  const transport = certificate?.flawed ? "selfSigned" : certificate ? "tls" : "tcp"
  const parts = { transport, hasIssuer } as const
  const { preset, heartbeats, predictableIds } = values
  const { connectors, faults } = yield* readDoubleFiles(values, parts)
  const refused = ({ message }: Error) => new StoreRefused({ place, reason: message })
  const isSeeded = connectors !== undefined && !(yield* Effect.mapError(isFilled(tenants), refused))
  if (connectors !== undefined && !isSeeded) {
    yield* Effect.logWarning("The store has connectors already, so it did not get those of --seed")
  }
  const options = { connectors, faults, presets: preset, heartbeats, predictableIds }
  const double = yield* makeDouble(tenants, options, parts).pipe(
    // The files have been read, so they are valid.
    Effect.catchTags({ FaultsInvalid: Effect.die, SeedInvalid: Effect.die }),
    Effect.mapError(refused),
  )
  return {
    clock: double.clock,
    tenants: double.tenants,
    receive: double.receive(certificate?.flawed),
    between: withControl(
      double,
      { version: packageJson.version, store: place, started: new Date(performance.timeOrigin) },
      publicUrl,
      control,
    ),
    /** What is in force, by name; `url` is where clients reach the server. */
    summary: (url: string): Readonly<Record<string, string>> => ({
      ...(isSeeded && { seed: counted(connectors.length, "connector") }),
      ...(faults && { faults: String(faults.length) }),
      ...(preset.length > 0 && { preset: preset.join(", ") }),
      ...(heartbeats && { heartbeats: "on" }),
      ...(predictableIds && { "predictable ids": "on" }),
      ...(values.control && { control: url + controlPath }),
    }),
  }
})
