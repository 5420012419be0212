/** Presets: lists of faults, most of them as the real service has them, with their sources. */
import { collectionPath } from "@odj/graph-wire"
import { intuneMessage } from "../graph/IntuneMessage.ts"
import type { Fault } from "./Fault.ts"

export const presetNames = ["throttled", "observed", "unlicensed", "notRouted", "flaky"] as const
export type PresetName = (typeof presetNames)[number]

export interface Preset {
  /** What fails, in one sentence. */
  readonly description: string
  /** What it follows. */
  readonly source: string
  readonly faults: ReadonlyArray<Fault>
}

/** Intune's message, with the placeholders of a fault. */
const intuneError = (path: string) => intuneMessage("An error has occurred", "{requestId}", path)

/** What the gateway writes around it if it does not know the error. */
const unknownError = (code: string, message: string) =>
  JSON.stringify({
    ErrorCode: code,
    Message: message,
    Target: null,
    Details: null,
    InnerError: null,
    InstanceAnnotations: [],
  })

const writes = ["create", "update", "delete"] as const

/** Requests beyond the limit get the rest of the window as `Retry-After`. */
const throttled = (
  name: string,
  requests: number,
  by: "application" | "tenant",
  on?: typeof writes,
): Fault => ({
  name,
  ...(on && { on }),
  limit: { requests, per: "20 seconds", by },
  with: { status: 429, code: "TooManyRequests", message: intuneError(collectionPath) },
})

const notRouted = (template: string, verb: string, path: string) => ({
  status: 400,
  code: "No method match route template",
  message: `No OData route exists that match template ${template} with http verb ${verb} for request /RAODJPlus/StatelessODJService/deviceManagement/${path}.`,
})

const share = 0.05

/** The presets by name. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  throttled: {
    description:
      "Each write beyond 100 of an application or 200 of a tenant in 20 seconds gets 429 with Retry-After, and so does each request beyond 1000 of an application or 2000 of a tenant",
    source:
      "Microsoft Graph's throttling limits, section Intune offline domain join; the error: almenscorner/IntuneCD#217",
    faults: [
      throttled("throttled-writes-application", 100, "application", writes),
      throttled("throttled-writes-tenant", 200, "tenant", writes),
      throttled("throttled-application", 1_000, "application"),
      throttled("throttled-tenant", 2_000, "tenant"),
    ],
  },
  observed: {
    description: "Deletes get 403, as in every public report of one",
    source:
      "microsoftgraph/microsoft-graph-docs-contrib#1541 (the error) and #8508, microsoftgraph/msgraph-sdk-powershell#3685",
    faults: [
      {
        name: "delete-forbidden",
        on: "delete",
        with: {
          status: 403,
          code: "UnknownError",
          message: unknownError("Forbidden", intuneError(`${collectionPath}('{connector}')`)),
        },
      },
    ],
  },
  unlicensed: {
    description: "Every request gets 400, as in a tenant without an Intune licence",
    source: "vanvfields/Microsoft-365#18 (the error), Microsoft365DSC/Microsoft365DSC#3020",
    faults: [
      {
        name: "unlicensed",
        with: { status: 400, code: "BadRequest", message: "Request not applicable to target tenant." },
      },
    ],
  },
  notRouted: {
    description: "Creates and updates get 400, as methods that Intune documents and does not route",
    source: "microsoftgraph/microsoft-graph-docs-contrib#4590, recorded of another resource of Intune",
    faults: [
      {
        name: "create-not-routed",
        on: "create",
        with: notRouted("~/singleton/navigation", "POST", "domainJoinConnectors"),
      },
      {
        name: "update-not-routed",
        on: "update",
        with: notRouted("~/singleton/navigation/key", "PATCH", "domainJoinConnectors('{connector}')"),
      },
    ],
  },
  flaky: {
    description:
      "Four faults strike 5 percent of the requests each: 503 without running, 504 after running, a connection lost after running, and a delay of a second",
    source: "No record: a network and a service on a bad day, the same in every run",
    faults: [
      { name: "flaky-503", rate: share, with: { status: 503 } },
      { name: "flaky-504", rate: share, with: { status: 504, after: "commit" } },
      { name: "flaky-reset", rate: share, with: { connection: "reset", after: "commit" } },
      { name: "flaky-delay", rate: share, with: { delay: "1 second" } },
    ],
  },
}
