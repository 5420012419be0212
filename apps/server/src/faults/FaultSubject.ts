/** What faults can look at in a request: its operation, its caller, and the values that it names. */
import { type ConnectorProperty, isGuid } from "@odj/domain"
import { parseJson } from "@odj/graph-wire"
import { Predicate, Result } from "effect"
import { resourceAt } from "../graph/Resource.ts"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { readForm, withCredentials } from "../issuer/OAuthForm.ts"
import type { RequestFault } from "./Fault.ts"

/** Who sent a request. */
export interface FaultCaller {
  readonly tenant?: string | undefined
  readonly application?: string | undefined
  readonly user?: string | undefined
}

export interface FaultSubject {
  readonly caller: FaultCaller
  /** Whether the request is for the issuer. */
  readonly isIssuer: boolean
  /** The id of the connector in the URL. */
  readonly connector?: string | undefined
  /** The values of a property: in the body and, for the id, in the URL. */
  readonly valuesOf: (property: ConnectorProperty) => ReadonlyArray<unknown>
}

const jsonOf = ({ part, body }: HttpRequest): unknown =>
  part === undefined ? Result.getOrUndefined(parseJson(body?.toString() ?? "")) : part.json

/** The subject of a request to Graph's API. Its body is read once, and only if a fault looks at it. */
export const graphSubject = (request: HttpRequest, path: string, caller: FaultCaller): FaultSubject => {
  const resource = Result.getOrUndefined(resourceAt(path))
  const connector = resource?._tag === "Entity" ? resource.id : undefined
  let read: { readonly json: unknown } | undefined
  return {
    caller,
    isIssuer: false,
    connector,
    valuesOf: (property) => {
      read ??= { json: jsonOf(request) }
      const { json } = read
      const inBody = Predicate.isObject(json) ? [json[property]] : []
      return property === "id" && connector !== undefined ? [connector, ...inBody] : inBody
    },
  }
}

/** The subject of a request to the issuer. Its caller is the application in its form, in the tenant of its path. */
export const issuerSubject = (request: HttpRequest, tenant: string): FaultSubject => {
  const form = Result.flatMap(readForm(request), (form) => withCredentials(form, request))
  const application = Result.getOrUndefined(form)?.get("client_id")
  return { caller: { tenant, application }, isIssuer: true, valuesOf: () => [] }
}

const callerNames: ReadonlySet<string> = new Set<keyof FaultCaller>(["tenant", "application", "user"])
const isOfCaller = (name: string): name is keyof FaultCaller => callerNames.has(name)

/** The case of a GUID means nothing. */
const isSameId = (id: string | undefined, wanted: string | null) =>
  id === wanted || (id !== undefined && isGuid(id) && id.toLowerCase() === wanted?.toLowerCase())

/** Whether the request has every value that the fault names. Values of connectors, also their ids, are compared exactly. */
export const matches = ({ when = {} }: RequestFault, { caller, valuesOf }: FaultSubject): boolean =>
  Object.entries(when).every(([name, wanted]) =>
    isOfCaller(name)
      ? isSameId(caller[name], wanted)
      : valuesOf(name as ConnectorProperty).some((value) => value === wanted),
  )
