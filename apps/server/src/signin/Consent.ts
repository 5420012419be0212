/** Consent: what a person has approved in a session, and what an administrator has consented to for everyone. */
import { graphResource } from "@odj/graph-wire"
import { Result } from "effect"
import type { Application, Directory } from "../directory/Directory.ts"
import { guidOf } from "../directory/GuidOf.ts"
import type { RequestedScopes } from "../oauth/RequestedScopes.ts"
import type { Session } from "./Sessions.ts"

const approvalKeys = (appId: string, { resource, permissions, openId, further }: RequestedScopes) =>
  [...permissions, ...openId, ...further].map((name) => guidOf(appId, resource, name))

/** Remembers that a person has approved what an application requests. */
export const approve = (session: Session, application: Application, scopes: RequestedScopes): void => {
  for (const key of approvalKeys(application.appId, scopes)) session.approved.set(key, true)
  session.applications.set(application.appId, application)
}

/** Whether the application gets what it requests without a page that asks for approval. */
export const isApproved = (
  { person, approved }: Session,
  { appId, hasAdminConsent }: Application,
  scopes: RequestedScopes,
  directory: Directory,
): boolean =>
  approvalKeys(appId, scopes).every((key) => approved.has(key)) ||
  (hasAdminConsent === true &&
    scopes.resource === graphResource &&
    scopes.further.length === 0 &&
    Result.isSuccess(directory.delegated({ tenant: person.tenant, appId }, person, scopes.permissions)))
