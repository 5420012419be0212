/** Connectors that differ in all that filters and orders look at, with ties in every property but the id. */
import { DomainJoinConnectorState } from "@odj/domain"
import type { Properties } from "./OwnConnectors.ts"

/** Endings, one for each connector. */
const ids = ["a", "A", "b", "B", "é", "ｂ", "😀", "a b", "it's 100% /?#&+=", "10", "9", "Z"]

const displayNames = ["HQ", "hq", null, "", "É", "é", "Ａ", "😀", "it's 100% /?#&+=", "Straße", "HQ", null]

/** Some are one instant. */
const timestamps = [
  "2016-12-31T23:58:36.6670033-08:00",
  "2017-01-01T07:58:36.667003300000Z",
  "2017-01-01T07:58:36.667003300001Z",
  "2017-01-01t07:58z",
  "2017-01-01T08:58+01:00",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999999Z",
]

const versions = ["6.2504.2001.8", "6.10", "6.9", "", "6.2504.2001.8"]

const states = DomainJoinConnectorState.literals

export const variousConnectors: ReadonlyArray<Required<Properties>> = ids.map((id, index) => ({
  id,
  displayName: displayNames[index] ?? null,
  lastConnectionDateTime: timestamps[index % timestamps.length] ?? "",
  state: states[index % states.length] ?? "error",
  version: versions[index % versions.length] ?? "",
}))
