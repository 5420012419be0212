import { Result } from "effect"
import { fieldsOf } from "./fieldsOf.ts"

/** What a response means, as plain data. */
export const meaningOf = (result: Result.Result<unknown, Error>): unknown =>
  Result.match(result, { onSuccess: (value) => value, onFailure: fieldsOf })
