/** What a failure says, as plain data: of two errors, `deepStrictEqual` compares little more than the messages. */
export const fieldsOf = (failure: Error): object => ({ ...failure, message: failure.message })
