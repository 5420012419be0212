/** The password in a database URL, which must never be printed. */
import { Option } from "effect"

const decoded = Option.liftThrowable(decodeURIComponent)

/** The password, encoded as in the URL and decoded. */
export const passwordsOf = ({ password, searchParams }: URL): ReadonlyArray<string> => [
  password,
  ...Option.toArray(decoded(password)),
  ...searchParams.getAll("password"),
]
