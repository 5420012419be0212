/** The page on which a person approves a device's sign-in (RFC 8628, 3.3). */
import { defaultTenant } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import type { Directory } from "../directory/Directory.ts"
import { findPerson } from "../directory/FindPerson.ts"
import type { HttpRequest } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { readForm, readParameters } from "../oauth/OAuthForm.ts"
import { type DeviceCodes, readUserCode } from "./DeviceCodes.ts"
import { codePage, codeRefusedPage, decisionPage, requestPage } from "./DeviceLoginPage.ts"
import { chosenUsername } from "./PersonFields.ts"

/**
 * Whether a page of another site sends a request. Browsers report it in `Sec-Fetch-Site`, or, over an untrusted
 * connection, only in `Origin`. A program sends neither.
 */
const isForeign = ({ headers }: HttpRequest, target: RequestTarget): boolean => {
  const site = headers["sec-fetch-site"]
  if (site !== undefined) return site !== "same-origin" && site !== "none"
  return headers.origin !== undefined && URL.parse(headers.origin)?.host !== new URL(target.origin).host
}

/** Shows the page that asks for a code, or the page that shows its request; or applies the person's decision. */
export const makeDeviceLogin = (codes: DeviceCodes, directory: Directory) =>
  Effect.fnUntraced(function* (request: HttpRequest, target: RequestTarget) {
    const now = yield* Clock.currentTimeMillis
    const isPost = request.method === "POST"
    const form = yield* Effect.fromResult(isPost ? readForm(request) : readParameters(target.query))
    const entered = form.get("user_code") ?? ""
    if (entered === "" && !isPost) return codePage()
    const code = readUserCode(entered)
    const device = code === undefined ? undefined : codes.undecided(code, now)
    if (code === undefined || device === undefined) return codeRefusedPage(code)
    const people = directory.people(device.tenant)
    const { displayName } = yield* Effect.fromResult(
      directory.application(device.tenant ?? defaultTenant, device.appId),
    )
    const show = (problem?: string, username?: string) =>
      requestPage(code, device, displayName, { people, username }, problem)
    if (!isPost) return show()
    if (isForeign(request, target)) return show("Decide on this page.")
    if (form.get("decision") !== "approved") {
      codes.decide(code, "declined", now)
      return decisionPage("declined")
    }
    const username = chosenUsername(form) ?? people[0]?.username ?? ""
    const person = findPerson(directory, device.tenant, username)
    if (Result.isFailure(person)) return show(person.failure.sentence, username)
    codes.decide(code, person.success, now)
    return decisionPage("approved")
  })
