/** Texts that can't be the id of a connector. */
export const noIds: ReadonlyArray<string> = ["", "\0", "a\0b", "\ud83d", "\ude00a"]
