/** The frame of the page: its header, and the section that is shown. */
import { useEffect } from "preact/hooks"
import { route } from "../route/Route.ts"
import { SessionGate } from "../session/SessionGate.tsx"
import { TransferLayer } from "../transfer/TransferLayer.tsx"
import { Confirmation } from "../ui/Confirm.tsx"
import { Notices } from "../ui/Notify.tsx"
import { AwayBanner } from "./AwayBanner.tsx"
import { Guard } from "./Guard.tsx"
import { Head } from "./Head.tsx"
import { shownSections } from "./Sections.ts"
import { ShortcutHelp } from "./ShortcutHelp.tsx"

export const App = () => {
  const { section } = route.value
  const { title, View } = shownSections[section]
  useEffect(() => {
    document.title = `${title} · odj-server`
  }, [title])
  return (
    <>
      <button class="button skip" type="button" onClick={() => document.querySelector("main")?.focus()}>
        Skip to the content
      </button>
      <Head />
      <div class="body">
        <AwayBanner />
        <main tabIndex={-1}>
          <SessionGate>
            <Guard key={section} title={title}>
              <View />
            </Guard>
          </SessionGate>
        </main>
      </div>
      <TransferLayer />
      <ShortcutHelp />
      <Confirmation />
      <Notices />
    </>
  )
}
