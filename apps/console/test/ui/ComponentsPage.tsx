/** A page with the components that sections are made of, for tests in a browser. */
import { signal } from "@preact/signals"
import { render } from "preact"
import { useState } from "preact/hooks"
import { Guard } from "../../src/app/Guard.tsx"
import { Button } from "../../src/ui/Button.tsx"
import { Confirmation, confirm } from "../../src/ui/Confirm.tsx"
import { CopyButton } from "../../src/ui/CopyButton.tsx"
import { Json } from "../../src/ui/Json.tsx"
import { Notices, notify } from "../../src/ui/Notify.tsx"
import { Panel } from "../../src/ui/Panel.tsx"
import { Rows } from "../../src/ui/Rows.tsx"
import { Section } from "../../src/ui/Section.tsx"

interface Item {
  readonly id: string
  readonly name: string
}

const makeItems = (count: number, from: number): ReadonlyArray<Item> =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index), name: `Item ${from + index}` }))

const items = signal(makeItems(100_000, 0))

const ends = signal(0)

const json = {
  markup: "<img src=x onerror=alert(1)>",
  long: "x".repeat(6_000),
  many: Array.from({ length: 300 }, (_, index) => index),
  deep: { a: { b: { c: { d: "at the bottom" } } } },
}

const isBroken = signal(false)

const Breakable = () => {
  if (isBroken.value) throw new Error("It broke.")
  return <Button onClick={() => (isBroken.value = true)}>Break</Button>
}

const presses = signal(0)

/** It can be pressed once. */
const Once = () => (
  <form onSubmit={(event) => event.preventDefault() ?? presses.value++}>
    <input aria-label="Once" />
    <Button type="submit" disabled={presses.value > 0}>
      Pressed {presses.value}
    </Button>
  </form>
)

const Items = () => {
  const [opened, setOpened] = useState<string>()
  const [agreed, setAgreed] = useState("")
  const ask = async () => {
    const yes = await confirm({ title: "Delete it?", text: "It is lost.", action: "Delete" })
    setAgreed(yes ? "agreed" : "refused")
  }
  return (
    <>
      <Section
        title="Items"
        actions={
          <>
            <Button onClick={() => void ask()}>Ask</Button>
            <Button
              onClick={() => (items.value = [...makeItems(3, 200_000 + items.value.length), ...items.value])}
            >
              Prepend
            </Button>
            <Button onClick={() => notify("failed", "It failed.")}>Fail</Button>
            <Button onClick={() => notify("done", "It is done.")}>Do</Button>
            <Once />
            <CopyButton text="copied text" />
            <output>{agreed}</output>
            <span id="ends">{ends.value}</span>
          </>
        }
      >
        <textarea aria-label="Pasted" />
        <Rows
          label="Items"
          columns={[
            { key: "name", title: "Name", width: "1fr", cell: ({ name }) => <bdi>{name}</bdi> },
            { key: "id", title: "Id", width: "6rem", from: "desktop", cell: ({ id }) => id },
          ]}
          rows={items.value}
          keyOf={({ id }) => id}
          opened={opened}
          onOpen={({ id }) => setOpened(id)}
          onEnd={() => ends.value++}
        />
      </Section>
      {opened !== undefined && (
        <Panel title={`Item ${opened}`} onClose={() => setOpened(undefined)}>
          <Json value={json} />
        </Panel>
      )}
      <Confirmation />
      <Notices />
    </>
  )
}

const root = document.getElementById("app")
if (root !== null) {
  render(
    <div class="body">
      <main>
        <Guard title="Breakable">
          <Breakable />
        </Guard>
        <Items />
      </main>
    </div>,
    root,
  )
}
