/** The settings of the network for one command, from its flags, the environment and its sign-in. */
import type { UsageInvalid } from "@odj/command-line"
import { Config, Effect, Option } from "effect"
import type { GlobalFlag } from "effect/cli"
import { ca } from "../flags/GlobalFlags.ts"
import { maskLater } from "../secrets/KnownSecrets.ts"
import type { CaFile } from "./CaFile.ts"
import { noProxies, type Proxies, readProxies } from "./Proxies.ts"
import { Waiting } from "./Waiting.ts"

export interface Network {
  readonly proxies: Proxies
  /** Certificates to trust besides those of Node.js and of the system, as PEM. */
  readonly certificates: ReadonlyArray<string>
  /** The record of requests without a response. */
  readonly waiting: Waiting
}

/** The settings without a proxy and without more certificates. */
export const plainNetwork = Effect.map(
  Waiting,
  (waiting): Network => ({ proxies: noProxies, certificates: [], waiting }),
)

/** The file that the flag names, else the environment, else the sign-in. */
const caFile = Effect.fnUntraced(function* (stored: CaFile | undefined) {
  const given = yield* ca
  if (Option.isSome(given)) return { path: given.value, namedBy: "--ca" }
  const path = yield* Effect.orDie(Config.option(Config.String("ODJ_CA")))
  return Option.isNone(path) ? stored : { path: path.value, namedBy: "ODJ_CA" }
})

/** Reads the settings; `stored` is the file of the sign-in. Fails if a proxy is not a URL, or if a file can't be used. */
export const readNetwork: (
  stored?: CaFile,
) => Effect.Effect<Network, UsageInvalid, GlobalFlag.Setting.Identifier<"ca">> = Effect.fnUntraced(
  function* (stored) {
    const proxies = yield* readProxies
    for (const proxy of [proxies.https, proxies.http]) yield* maskLater(proxy?.secrets ?? [])
    const waiting = yield* Waiting
    const file = yield* caFile(stored)
    if (file === undefined) return { proxies, certificates: [], waiting }
    const { readCertificates } = yield* Effect.promise(() => import("./CaFile.ts"))
    return { proxies, certificates: yield* readCertificates(file), waiting }
  },
)
