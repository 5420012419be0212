/** A failure as plain data, because `deepStrictEqual` compares little more than the messages of errors. */
export const fieldsOf = (failure: Error): object => ({ ...failure, message: failure.message })
