/** Decides what a sign-in is to be, from the flags of `odj login` and what Azure's programs read from the environment. */
import { resolve } from "node:path"
import { UsageInvalid } from "@odj/command-line"
import { cloudOfAuthority, clouds, type GraphCloudName, readWritePermission } from "@odj/graph-wire"
import { Result } from "effect"
import type { Method, Profile } from "../profiles/Profile.ts"

/** The public client that Microsoft registers in every tenant for its own command line tools. */
export const graphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

export interface ProfileInput {
  readonly method: Method
  readonly tenant?: string | undefined
  readonly clientId?: string | undefined
  readonly certificate?: string | undefined
  readonly cloud?: GraphCloudName | undefined
  readonly authority?: URL | undefined
  readonly url?: URL | undefined
}

/** Azure's usual names. */
export interface AzureEnvironment {
  readonly AZURE_TENANT_ID?: string | undefined
  readonly AZURE_CLIENT_ID?: string | undefined
  readonly AZURE_CLIENT_CERTIFICATE_PATH?: string | undefined
  readonly AZURE_FEDERATED_TOKEN_FILE?: string | undefined
  readonly AZURE_AUTHORITY_HOST?: string | undefined
}

/** What a method can't do without, and where it is looked for. */
const needed: Record<Method, ReadonlyArray<"tenant" | "clientId" | "certificate" | "tokenFile">> = {
  "device-code": [],
  "client-secret": ["tenant", "clientId"],
  certificate: ["tenant", "clientId", "certificate"],
  "managed-identity": [],
  "workload-identity": ["tenant", "clientId", "tokenFile"],
  "azure-cli": [],
}

const places = {
  tenant: "--tenant, AZURE_TENANT_ID",
  clientId: "--client-id, AZURE_CLIENT_ID",
  certificate: "--certificate, AZURE_CLIENT_CERTIFICATE_PATH",
  tokenFile: "AZURE_FEDERATED_TOKEN_FILE",
}

/** What a person allows the program to do in their name, where an application has been granted what it may do. */
const delegated = (scope: string) => scope.replace(/\.default$/, readWritePermission)

const cloudSigningInAt = (authority = "") => {
  const url = URL.parse(authority)
  return url === null ? undefined : cloudOfAuthority(url)
}

/** An absolute path: the next command may be given elsewhere. */
const fileAt = (path: string | undefined) => (path ? resolve(path) : undefined)

const definedOnly = <A extends object>(fields: A) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as {
    readonly [Name in keyof A]?: NonNullable<A[Name]>
  }

/** The profile as far as it is known before anybody has signed in; fails with all that is missing. */
export const newProfile = (
  input: ProfileInput,
  environment: AzureEnvironment,
): Result.Result<Profile, UsageInvalid> => {
  const { method, url, authority } = input
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
    tokenFile: method === "workload-identity" ? fileAt(environment.AZURE_FEDERATED_TOKEN_FILE) : undefined,
  })
  const missing = needed[method].filter((name) => found[name] === undefined)
  const problems = missing.map((name) => ({
    path: [places[name]],
    message: `Expected for the method ${method}`,
  }))
  if (authority !== undefined && url === undefined) {
    problems.push({
      path: ["--authority"],
      message: "Expected with --url: its tokens are not for Microsoft's Graph",
    })
  }
  if (problems.length > 0) return Result.fail(new UsageInvalid({ problems }))
  return Result.succeed({
    method,
    url: (url ?? cloud.baseUrl).href,
    ...(url === undefined && { cloud: cloudName }),
    authority: (authority ?? cloud.authorityHost).href,
    scope: method === "device-code" ? delegated(cloud.scope) : cloud.scope,
    ...found,
  })
}
