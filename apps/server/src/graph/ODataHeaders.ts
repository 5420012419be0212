/**
 * Reads the headers that OData forbids a service to ignore: the versions of request and response, and isolation.
 *
 * Source: OData Protocol, "Header Fields".
 */
import type { ReceivedBatchRequest } from "@odj/graph-wire"
import type { Call } from "./Operation.ts"
import { IsolationNotSupported, ODataVersionNotSupported } from "./RequestFailure.ts"

/** The text of a version. As in Microsoft's library, anything after a semicolon is ignored. */
const versionIn = (field: string) => field.replace(/;.*/s, "").trim()

const isSupportedMaximum = (version: string) => /^\d+\.\d+$/.test(version) && Number(version) >= 4

/**
 * The failure of a request that this service can't process as its headers require. A response is always in version 4.0; a
 * body can also be in 4.01. An empty header counts as absent.
 */
export const headerFailure = (
  headers: Call["headers"],
): ODataVersionNotSupported | IsolationNotSupported | undefined => {
  const version = headers["odata-version"]
  if (version && !["4.0", "4.01"].includes(versionIn(version)))
    return new ODataVersionNotSupported({ header: "OData-Version" })
  const maximum = headers["odata-maxversion"]
  if (maximum && !isSupportedMaximum(versionIn(maximum)))
    return new ODataVersionNotSupported({ header: "OData-MaxVersion" })
  return headers.isolation || headers["odata-isolation"] ? new IsolationNotSupported() : undefined
}

/** Whether the body is in version 4.01, in which control information needs no prefix: `@type` for `@odata.type`. */
export const isVersion401 = (headers: Call["headers"]): boolean =>
  headers["odata-version"] !== undefined && versionIn(headers["odata-version"]) === "4.01"

/** A request of a batch in the version of the batch, unless it names its own. */
export const inVersionOf =
  ({ "odata-version": version }: Call["headers"]) =>
  (request: ReceivedBatchRequest): ReceivedBatchRequest =>
    version === undefined
      ? request
      : { ...request, headers: { "odata-version": version, ...request.headers } }
