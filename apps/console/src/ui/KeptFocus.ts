/** Keeps the focus in a list when the item that has it goes. */
import { useLayoutEffect, useRef } from "preact/hooks"

const itemsOf = (region: HTMLElement | null) => Array.from(region?.querySelectorAll("li") ?? [])

const buttonsOf = (element: Element | undefined) =>
  Array.from(element?.querySelectorAll<HTMLElement>("button") ?? [])

/** Which item of a region has the focus, and which of its buttons; `undefined` if the focus is elsewhere. */
const placeIn = (region: HTMLElement | null) => {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || region?.contains(focused) !== true) return undefined
  const item = itemsOf(region).findIndex((item) => item.contains(focused))
  return { item, button: buttonsOf(itemsOf(region)[item]).indexOf(focused) }
}

/**
 * For a region with a heading and a list. When what has the focus goes, the same button of the next item gets it, or of the last
 * one; the heading if there is none.
 */
export const useKeptFocus = () => {
  const region = useRef<HTMLElement>(null)
  // Before this render changes the page.
  const place = placeIn(region.current)
  useLayoutEffect(() => {
    if (place === undefined || document.activeElement !== document.body) return
    const items = itemsOf(region.current)
    const item = place.item < 0 ? undefined : (items[place.item] ?? items.at(-1))
    const heading = region.current?.querySelector<HTMLElement>("h2")
    ;(buttonsOf(item)[place.button] ?? heading)?.focus()
  })
  return region
}
