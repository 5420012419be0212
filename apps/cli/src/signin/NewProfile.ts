/** Decides the profile of a new sign-in, from the flags of `odj login` and Azure's environment variables. */
import { resolve } from "node:path"
import { UsageInvalid } from "@odj/command-line"
import {
  cloudOfAuthority,
  clouds,
  type GraphCloudName,
  readPermission,
  readWritePermission,
} from "@odj/graph-wire"
import { Result } from "effect"
import type { Method, Profile } from "../profiles/Profile.ts"

/** The client id of Microsoft Graph Command Line Tools, which Microsoft registers in every tenant. */
export const graphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

export interface ProfileInput {
  readonly method: Method
  readonly tenant?: string | undefined
  readonly clientId?: string | undefined
  readonly certificate?: string | undefined
  readonly ca?: string | undefined
  readonly cloud?: GraphCloudName | undefined
  readonly authority?: URL | undefined
  readonly url?: URL | undefined
  /** Whether a person is asked for the permission to read and no other. */
  readonly readOnly?: boolean
}

/** Azure's environment variables. */
export interface AzureEnvironment {
  readonly AZURE_TENANT_ID?: string | undefined
  readonly AZURE_CLIENT_ID?: string | undefined
  readonly AZURE_CLIENT_CERTIFICATE_PATH?: string | undefined
  readonly AZURE_FEDERATED_TOKEN_FILE?: string | undefined
  readonly AZURE_AUTHORITY_HOST?: string | undefined
}

/** What each method requires. */
const required: Record<Method, ReadonlyArray<"tenant" | "clientId" | "certificate" | "tokenFile">> = {
  "device-code": [],
  "client-secret": ["tenant", "clientId"],
  certificate: ["tenant", "clientId", "certificate"],
  "managed-identity": [],
  "workload-identity": ["tenant", "clientId", "tokenFile"],
  "azure-cli": [],
}

/** The sentence for a required field that is missing. */
const sentences: Record<(typeof required)[Method][number], (method: Method) => string> = {
  tenant: (method) => `Missing --tenant or AZURE_TENANT_ID: needed with --${method}`,
  clientId: (method) => `Missing --client-id or AZURE_CLIENT_ID: needed with --${method}`,
  certificate: () =>
    "Missing the path of the PEM file: pass it to --certificate, or set AZURE_CLIENT_CERTIFICATE_PATH",
  tokenFile: (method) => `Missing AZURE_FEDERATED_TOKEN_FILE: needed with --${method}`,
}

/** The scope for a person, who consents to a permission. An application uses `.default`: what it has been granted. */
const delegated = (scope: string, readOnly: boolean) =>
  scope.replace(/\.default$/, readOnly ? readPermission : readWritePermission)

const cloudSigningInAt = (authority = "") => {
  const url = URL.parse(authority)
  return url === null ? undefined : cloudOfAuthority(url)
}

/** An absolute path, since later commands may run in another folder. */
const fileAt = (path: string | undefined) => (path ? resolve(path) : undefined)

const definedOnly = <A extends object>(fields: A) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as {
    readonly [Name in keyof A]?: NonNullable<A[Name]>
  }

/** The profile before the sign-in. Fails with everything that is missing or does not fit. */
export const newProfile = (
  input: ProfileInput,
  environment: AzureEnvironment,
): Result.Result<Profile, UsageInvalid> => {
  const { method, url, authority, readOnly = false } = input
  const cloudName = input.cloud ?? cloudSigningInAt(environment.AZURE_AUTHORITY_HOST) ?? "global"
  const cloud = clouds[cloudName]
  const usesCertificate = method === "certificate"
  const found = definedOnly({
    tenant: input.tenant || environment.AZURE_TENANT_ID,
    clientId:
      input.clientId ||
      environment.AZURE_CLIENT_ID ||
      (method === "device-code" ? graphCommandLineTools : undefined),
    certificate: usesCertificate
      ? fileAt(input.certificate || environment.AZURE_CLIENT_CERTIFICATE_PATH)
      : undefined,
    ca: fileAt(input.ca),
    tokenFile: method === "workload-identity" ? fileAt(environment.AZURE_FEDERATED_TOKEN_FILE) : undefined,
  })
  const problems = required[method]
    .filter((name) => found[name] === undefined)
    .map((name) => sentences[name](method))
  if (found.certificate?.includes("-----BEGIN")) {
    problems.push("--certificate takes the path of a PEM file, not its contents")
  }
  if (authority !== undefined && url === undefined) {
    problems.push(
      "Missing --url: --authority needs it, because Microsoft Graph does not accept the tokens of another issuer",
    )
  }
  if (found.tenant !== undefined && !/^[\w.-]+$/.test(found.tenant)) {
    problems.push("The tenant must be an id or a domain, such as contoso.onmicrosoft.com")
  }
  if (readOnly && method !== "device-code") {
    problems.push(
      `--read-only works only with a device code. With --${method}, an administrator sets the permissions.`,
    )
  }
  if (problems.length > 0) {
    return Result.fail(new UsageInvalid({ problems: problems.map((message) => ({ path: [], message })) }))
  }
  return Result.succeed({
    method,
    url: (url ?? cloud.baseUrl).href,
    ...(url === undefined && { cloud: cloudName }),
    authority: (authority ?? cloud.authorityHost).href,
    scope: method === "device-code" ? delegated(cloud.scope, readOnly) : cloud.scope,
    ...found,
  })
}
