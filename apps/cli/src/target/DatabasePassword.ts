/** The password in the address of a database: a secret, wherever it comes from. */
import { Option } from "effect"
import { isSearchable } from "../requests/Redaction.ts"

const decoded = Option.liftThrowable(decodeURIComponent)

/** The password as it stands in the address, and as it is meant. */
export const passwordsOf = ({ password, searchParams }: URL): ReadonlyArray<string> =>
  [password, ...Option.toArray(decoded(password)), ...searchParams.getAll("password")].filter(isSearchable)
