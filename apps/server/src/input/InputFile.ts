/** Reads a file that an option or a flag names, by its path or URL. */
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import type { Problem } from "@odj/domain"
import { Data, Effect, Predicate } from "effect"
import { systemReason } from "../http/SystemReason.ts"

/** The problem with a file. Its path begins with that of the file, if it is known. */
export class FileUnreadable extends Data.TaggedError("FileUnreadable")<{ readonly problem: Problem }> {}

const refuse = (path: Problem["path"], message: string) => new FileUnreadable({ problem: { path, message } })

/** Whether a value is a URL. The `URL` of Jest's jsdom is another class. */
export const isUrl = (value: unknown): value is URL =>
  Predicate.hasProperty(value, "href") && Predicate.hasProperty(value, "protocol")

/** The path of a file. */
export const pathOf = (file: string | URL): Effect.Effect<string, FileUnreadable> => {
  if (Predicate.isString(file)) return Effect.succeed(file)
  return file.protocol === "file:"
    ? Effect.succeed(fileURLToPath(String(file.href)))
    : refuse([String(file.href)], "Must be a file: URL")
}

/** The text of a file, which must be UTF-8. */
export const readText = Effect.fnUntraced(function* (path: string) {
  const bytes = yield* Effect.tryPromise({
    try: () => readFile(path),
    catch: (error) => refuse([path], `Can't be read: ${systemReason(error)}`),
  })
  return yield* Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () => refuse([path], "Must be UTF-8"),
  })
})
