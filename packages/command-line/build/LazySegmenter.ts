/**
 * Replaces `Intl.Segmenter` in the bundle. The command library creates one when it is loaded, which takes a third of the
 * start-up time, and most commands do not need it.
 */
const { Segmenter } = globalThis.Intl

export class LazySegmenter {
  readonly #arguments: ConstructorParameters<typeof Intl.Segmenter>
  #segmenter: Intl.Segmenter | undefined

  constructor(...given: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#arguments = given
  }

  segment(text: string): Intl.Segments {
    this.#segmenter ??= new Segmenter(...this.#arguments)
    return this.#segmenter.segment(text)
  }
}
