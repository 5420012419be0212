/** Texts that no connector can have as its id. */
export const noIds: ReadonlyArray<string> = ["", "\0", "a\0b", "\ud83d", "\ude00a"]
