/** The value of a flag that takes one of some words, or several of them separated by commas. */
import { Effect } from "effect"
import { Primitive } from "effect/cli"

/** Help and completion show the words. */
export const oneOrMore = <const Word extends string>(
  words: ReadonlyArray<Word>,
): Primitive.Primitive<ReadonlyArray<Word>> => {
  const choice = Primitive.Choice<ReadonlyArray<Word>>(words.map((word) => [word, [word]]))
  const { parse } = choice
  return Object.assign(choice, {
    parse: (text: string) => Effect.map(Effect.forEach(text.split(","), parse), (parts) => parts.flat()),
  })
}
