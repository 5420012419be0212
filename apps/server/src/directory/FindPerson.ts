/** Finds the person who signs in, by the name that the person gives. */
import { Result } from "effect"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { Directory, Person } from "./Directory.ts"
import { domainOf } from "./Username.ts"

/** Finds a person by name. The tenant is the given one, else that of the name's domain, else the default. */
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
