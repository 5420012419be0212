/** Finds the person who signs in, by the name that the person gives. */
import { Result } from "effect"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { Directory, Person } from "./Directory.ts"
import { domainOf } from "./Username.ts"

/** The person with a name in a tenant. Without a tenant, the domain of the name decides on it, or else it is the default. */
export const findPerson = (
  directory: Directory,
  tenant: string | undefined,
  username: string,
): Result.Result<Person, OAuthFailure> => {
  const home =
    tenant === undefined
      ? Result.orElse(directory.tenantOf(domainOf(username)), () => directory.tenantOf("common"))
      : Result.succeed(tenant)
  return Result.flatMap(home, (home) => directory.person(home, username))
}
