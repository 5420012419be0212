/** Finds the rows of a table that are in view, and keeps them there while others change. */
import type { RefObject } from "preact"
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks"
import { RowPlaces } from "./RowPlaces.ts"

/** How many rows are rendered before and after those in view. */
const overscan = 8

export interface RowsInView {
  readonly places: RowPlaces
  /** The indices of the first and the last row in view. */
  readonly first: number
  readonly last: number
  /** The indices of the rows to render. */
  readonly rendered: ReadonlyArray<number>
  readonly scrollTo: (index: number) => void
}

/**
 * The rows in view of `scroller`. It has a sticky `head`, and then the rendered rows with their indices as `data-index`. The row
 * `kept` is rendered also when it is out of view.
 */
export const useRowsInView = (
  scroller: RefObject<HTMLElement | null>,
  head: RefObject<HTMLElement | null>,
  keys: ReadonlyArray<string>,
  kept: number,
): RowsInView => {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const [, setRange] = useState("")
  /** What the scroller shows below its head, or will show at its goal. */
  const view = useRef({ top: 0, height: 0 })
  /** Where the scroller belongs, until its rows are where they belong. */
  const goal = useRef<number>(undefined)
  /** The row that is scrolled to, until the rows around it have their heights. */
  const target = useRef<number>(undefined)
  const current = useRef<RowPlaces>(undefined)
  const move = (distance: number) => {
    if (distance === 0) return
    goal.current = (goal.current ?? scroller.current?.scrollTop ?? 0) + distance
    view.current.top = goal.current
  }
  const places = useMemo(() => {
    const before = current.current
    const next = new RowPlaces(keys, before)
    // At the top, new rows are shown; below it, the rows in view stay where they are.
    if (before !== undefined && view.current.top > 0) move(next.start(next.prependedTo(before)))
    current.current = next
    return next
  }, [keys])
  const rangeIn = (all: RowPlaces) => {
    const { top, height } = view.current
    return [all.at(top), all.at(top + height)] as const
  }

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = () => {
      view.current = {
        top: goal.current ?? element.scrollTop,
        height: element.clientHeight - (head.current?.offsetHeight ?? 0),
      }
      setRange(rangeIn(current.current ?? places).join())
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener("scroll", look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener("scroll", look)
    }
  }, [])

  useLayoutEffect(() => {
    const element = scroller.current
    // While it is not displayed, rows have no height.
    if (element === null || element.clientHeight === 0) return
    let isResized = false
    for (const row of element.querySelectorAll<HTMLElement>("[data-index]")) {
      const index = Number(row.dataset.index)
      const isAbove = places.start(index) < view.current.top
      const growth = places.resize(index, row.getBoundingClientRect().height)
      if (growth !== 0) isResized = true
      if (isAbove) move(growth)
    }
    const { top, height } = view.current
    if (target.current !== undefined) move(places.offsetTo(target.current, top, height) - top)
    if (goal.current === undefined && !isResized) target.current = undefined
    else redraw(undefined)
    if (goal.current === undefined || isResized) return
    element.scrollTop = goal.current
    goal.current = undefined
  })

  const [first, last] = rangeIn(places)
  const start = Math.max(0, first - overscan)
  const length = Math.min(keys.length, last + 1 + overscan) - start
  const rendered = Array.from({ length }, (_, index) => start + index)
  return {
    places,
    first,
    last,
    rendered: rendered.includes(kept) || kept >= keys.length ? rendered : [...rendered, kept],
    scrollTo: (index) => {
      target.current = index
      redraw(undefined)
    },
  }
}
