/** What faults can look at in a request: its operation, its caller, and the values that it names. */
import type { ConnectorProperty } from "@odj/domain"
import { parseJson } from "@odj/graph-wire"
import { Predicate, Result } from "effect"
import { bodyText } from "../http/BodyText.ts"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { type Caller, issuerCaller } from "../requested/Caller.ts"
import { requestedConnector } from "../requested/RequestedConnector.ts"
import { isSameId } from "../requested/SameId.ts"
import type { RequestFault } from "./Fault.ts"

export interface FaultSubject {
  readonly caller: Caller
  /** Whether the request is for the issuer. */
  readonly isIssuer: boolean
  /** The id of the connector in the URL. */
  readonly connector?: string | undefined
  /** The values of a property: in the body and, for the id, in the URL. */
  readonly valuesOf: (property: ConnectorProperty) => ReadonlyArray<unknown>
}

const jsonOf = ({ part, body }: HttpRequest): unknown =>
  part === undefined ? Result.getOrUndefined(parseJson(body === undefined ? "" : bodyText(body))) : part.json

/** The subject of a request to Graph's API. Its body is read once, and only if a fault looks at it. */
export const graphSubject = (request: HttpRequest, path: string, caller: Caller): FaultSubject => {
  const connector = requestedConnector(path)
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

/** The subject of a request to the issuer. */
export const issuerSubject = (
  { headers, body, target }: HttpRequest,
  tenant: string | undefined,
): FaultSubject => ({
  caller: issuerCaller({ headers, body, query: target.replace(/^[^?]*\??/, "") }, tenant),
  isIssuer: true,
  valuesOf: () => [],
})

const callerNames: ReadonlySet<string> = new Set<keyof Caller>(["tenant", "application", "user"])
const isOfCaller = (name: string): name is keyof Caller => callerNames.has(name)

/** Whether the request has every value that the fault names. Values of connectors, also their ids, are compared exactly. */
export const matches = ({ when = {} }: RequestFault, { caller, valuesOf }: FaultSubject): boolean =>
  Object.entries(when).every(([name, wanted]) =>
    isOfCaller(name)
      ? isSameId(caller[name], wanted)
      : valuesOf(name as ConnectorProperty).some((value) => value === wanted),
  )
