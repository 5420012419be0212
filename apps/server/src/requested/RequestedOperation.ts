/** Finds out what a request asks for: an operation of Graph's API, or an endpoint of the issuer. */
import { type ApiOperation, operationAt } from "../graph/OperationAt.ts"
import { type IssuerEndpoint, issuerEndpointAt, issuerRoutes } from "../issuer/IssuerEndpoint.ts"

export type RequestedOperation = ApiOperation | IssuerEndpoint

/** The operation or the endpoint; `undefined` if there is none at the path, or not with this method. */
export const requestedOperation = (method: string, path: string): RequestedOperation | undefined => {
  const endpoint = issuerEndpointAt(path)?.endpoint
  if (endpoint === undefined) return operationAt(method, path)
  return issuerRoutes[endpoint].methods.includes(method) ? endpoint : undefined
}
