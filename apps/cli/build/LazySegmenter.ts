/**
 * Stands in the bundle for `Intl.Segmenter`, of which one is made when the commands' library is loaded: the rules of
 * languages that it reads take a third of a start, and most commands align no text.
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
