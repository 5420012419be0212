/** The links to the sections. On a phone they scroll sideways. */
import { useEffect, useRef } from "preact/hooks"
import { go, hrefOf, route, sections } from "../route/Route.ts"
import { useShortcuts } from "../ui/Shortcuts.ts"
import { shownSections } from "./Sections.ts"
import { showShortcuts } from "./ShortcutHelp.tsx"

export const Navigation = () => {
  const { section } = route.value
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" })
  }, [section])
  useShortcuts(
    sections.map((name) => ({
      keys: `g ${shownSections[name].key}`,
      does: `Go to ${shownSections[name].title}`,
      run: () => go({ section: name }),
    })),
  )
  return (
    <nav class="tabs" aria-label="Sections" ref={nav}>
      {sections.map((name) => (
        <a key={name} href={hrefOf({ section: name })} aria-current={name === section ? "page" : undefined}>
          {shownSections[name].title}
        </a>
      ))}
      <button class="elsewhere" type="button" onClick={showShortcuts}>
        Shortcuts
      </button>
      <a href="docs">API reference</a>
    </nav>
  )
}
