/**
 * The usual error of a status, for faults that give none.
 *
 * Codes that differ from the status's name are Graph's own, as in FailureTable.ts. Recorded responses with 406 and 504 have
 * no message: microsoftgraph/msgraph-sdk-powershell#423 and microsoft/Intune-PowerShell-SDK#56.
 */
import { STATUS_CODES } from "node:http"
import type { ErrorBody } from "@odj/graph-wire"

/** Such as `Too many requests.` */
const sentenceOf = (name: string) => `${name.charAt(0)}${name.slice(1).toLowerCase()}.`

const ownErrors: Readonly<Record<number, Partial<ErrorBody>>> = {
  401: { code: "InvalidAuthenticationToken", message: "Access token validation failure." },
  404: { code: "ResourceNotFound" },
  405: {
    code: "Request_BadRequest",
    message: "Specified HTTP method is not allowed for the request target.",
  },
  406: { code: "UnknownError", message: "" },
  413: { code: "BadRequest", message: "Maximum request length exceeded." },
  504: { code: "UnknownError", message: "" },
}

/** Graph's code and message for a status. */
export const usualError = (status: number): ErrorBody => {
  const name = STATUS_CODES[status] ?? "Unknown Error"
  return { code: name.replaceAll(/[^A-Za-z]/g, ""), message: sentenceOf(name), ...ownErrors[status] }
}
