import type { CreateFailure } from "@odj/core"

/** What a failure says, as plain data: of two errors, `deepStrictEqual` compares little more than the messages. */
export const fieldsOf = (failure: CreateFailure): object => ({ ...failure, message: failure.message })
