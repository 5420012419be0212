/** Shows a message in the place of a section that has crashed. The rest of the page stays as it is. */
import type { ComponentChildren } from "preact"
import { useErrorBoundary } from "preact/hooks"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { Section } from "../ui/Section.tsx"

const textOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error))

interface GuardProps {
  readonly title: string
  readonly children: ComponentChildren
}

export const Guard = ({ title, children }: GuardProps) => {
  const [error, reset] = useErrorBoundary()
  if (error === undefined) return children
  const text = `${title} at ${location.href}\n${navigator.userAgent}\n${textOf(error)}`
  return (
    <Section title={title}>
      <div class="stack" role="alert">
        <p>This section has crashed. That is a defect of the page: please report it with the text below.</p>
        <pre>{text}</pre>
        <div class="line">
          <Button kind="main" onClick={reset}>
            Try again
          </Button>
          <CopyButton text={text} />
        </div>
      </div>
    </Section>
  )
}
