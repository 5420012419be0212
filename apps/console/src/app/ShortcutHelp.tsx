/** The list of all shortcuts, which `?` opens. */
import { signal } from "@preact/signals"
import { Button } from "../ui/Button.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { shortcuts, useShortcuts } from "../ui/Shortcuts.ts"

const isOpen = signal(false)

export const showShortcuts = () => {
  isOpen.value = true
}

/** The keys of every list and dialog. */
const everywhere = [
  { keys: "↑ ↓", does: "Move from row to row; also with Page Up, Page Down, Home and End" },
  { keys: "Enter", does: "Open the row" },
  { keys: "Escape", does: "Close what is open" },
]

export const ShortcutHelp = () => {
  useShortcuts([{ keys: "?", does: "List the keyboard shortcuts", run: showShortcuts }])
  if (!isOpen.value) return null
  const close = () => {
    isOpen.value = false
  }
  return (
    <Dialog title="Keyboard shortcuts" onClose={close}>
      <dl class="facts shortcuts">
        {[...shortcuts.value, ...everywhere].map(({ keys, does }) => [
          <dt key={keys} class="line">
            {keys.split(" ").map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>,
          <dd key={does}>{does}</dd>,
        ])}
      </dl>
      <div class="actions">
        <Button onClick={close}>Close</Button>
      </div>
    </Dialog>
  )
}
