/**
 * A hash of texts with a secret key: HalfSipHash-1-3, over UTF-16 code units.
 *
 * Clients choose ids. Without the key they can't find ids with equal hashes, which would make a hash table slow.
 */

/** Maps a text to 32 bits. */
export type TextHash = (text: string) => number

/** Makes a hash with that key, or with a random one. */
export const textHash =
  ([low = 0, high = 0]: Iterable<number> = crypto.getRandomValues(new Uint32Array(2))): TextHash =>
  (text) => {
    const words = text.length >>> 1
    const rest = text.length % 2 === 0 ? 0 : text.charCodeAt(text.length - 1)
    let v0 = low
    let v1 = high
    let v2 = low ^ 0x6c796765
    let v3 = high ^ 0x74656462
    // The words of the text, its length in bytes, and three rounds to finish.
    for (let index = 0; index < words + 4; index++) {
      let word = 0
      if (index < words) word = text.charCodeAt(2 * index) | (text.charCodeAt(2 * index + 1) << 16)
      else if (index === words) word = (text.length << 25) | rest
      else if (index === words + 1) v2 ^= 0xff
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
      v0 = (v0 + v3) | 0
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
      v2 = (v2 + v1) | 0
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    return (v1 ^ v3) >>> 0
  }
