/** The inputs for which all validators must agree, with the paths of their problems. */
import type { NewDomainJoinConnectorInput } from "@odj/domain"

/** The reference's example, as parsed from JSON. */
export const example: NewDomainJoinConnectorInput & Readonly<Record<string, unknown>> = JSON.parse(`{
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  "displayName": "Display Name value",
  "lastConnectionDateTime": "2016-12-31T23:58:36.6670033-08:00",
  "state": "error",
  "version": "Version value"
}`)

const { version: _, ...withoutVersion } = example

/** The example with three problems: an unknown state, a date without its zone, no version. */
export const threeProblems: Readonly<Record<string, unknown>> = {
  ...withoutVersion,
  state: "asleep",
  lastConnectionDateTime: "2016-12-31T23:58:36",
}

const at = (lastConnectionDateTime: unknown) => ({ ...example, lastConnectionDateTime })

export const inputs: ReadonlyArray<readonly [input: unknown, paths: ReadonlyArray<string>]> = [
  [example, []],
  [threeProblems, ["lastConnectionDateTime", "state", "version"]],
  [null, [""]],
  [[], [""]],
  ["text", [""]],
  [{}, ["displayName", "lastConnectionDateTime", "state", "version"]],
  [{ ...example, colour: "red", size: 1 }, ["colour", "size"]],
  [{ ...threeProblems, colour: "red" }, ["colour", "lastConnectionDateTime", "state", "version"]],
  [{ ...example, "@odata.id": 1, "state@odata.type": "#x", "@vendor.x": {} }, []],
  [{ ...example, "@odata.type": "microsoft.graph.deviceManagementDomainJoinConnector" }, []],
  [
    { ...example, "@odata.type": "https://graph/beta/$metadata#graph.deviceManagementDomainJoinConnector" },
    [],
  ],
  [{ ...example, "@odata.type": "#microsoft.graph.user" }, ["@odata.type"]],
  [{ ...example, "@odata.type": 5 }, ["@odata.type"]],
  [{ ...example, id: "7" }, []],
  [{ ...example, id: "" }, ["id"]],
  [{ ...example, id: null }, ["id"]],
  [{ ...example, displayName: null, version: "" }, []],
  [{ ...example, displayName: "\u{1f600}" }, []],
  [{ ...example, displayName: "\ud800" }, ["displayName"]],
  [{ ...example, displayName: "a\0", version: "\udc00\0" }, ["displayName", "version"]],
  [{ ...example, displayName: 5, version: null }, ["displayName", "version"]],
  [{ ...example, state: "Active" }, ["state"]],
  [{ ...example, state: 1 }, ["state"]],
  [at("2016-02-29t23:59z"), []],
  [at("2016-12-31T23:59:59.123456789012+14:00"), []],
  [at("0001-01-01T00:00:00-00:01"), []],
  [at(null), ["lastConnectionDateTime"]],
  [at("2015-02-29T00:00:00Z"), ["lastConnectionDateTime"]],
  [at("1900-02-29T25:60:60+15:00"), ["lastConnectionDateTime"]],
  [at("2016-12-31T23:59:59.1234567890123Z"), ["lastConnectionDateTime"]],
  [at("0000-01-01T00:00:00Z"), ["lastConnectionDateTime"]],
  [at("0001-01-01T00:00:00+00:01"), ["lastConnectionDateTime"]],
  [at("9999-12-31T23:59:59-00:01"), ["lastConnectionDateTime"]],
]
