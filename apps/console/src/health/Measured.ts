/** The width of an element, for drawings that have to fit. */
import type { RefObject } from "preact"
import { useLayoutEffect, useState } from "preact/hooks"

/** In CSS pixels; `undefined` until the element is there. */
export const useWidth = (ref: RefObject<HTMLElement | null>): number | undefined => {
  const [width, setWidth] = useState<number>()
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    setWidth(element.clientWidth)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return width
}
