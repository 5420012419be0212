/** The section "Health": how the connectors are, by the server’s clock. */
import { useEffect, useState } from "preact/hooks"
import { allCall } from "../api/ListCalls.ts"
import { tenant } from "../api/Session.ts"
import { hrefOf } from "../route/Route.ts"
import { Button } from "../ui/Button.tsx"
import { CallLine } from "../ui/CallLine.tsx"
import { numberText } from "../ui/Counted.ts"
import { Empty } from "../ui/Empty.tsx"
import { FailureText } from "../ui/FailureText.tsx"
import { Section } from "../ui/Section.tsx"
import { DoctorCommand } from "./DoctorCommand.tsx"
import { Findings } from "./Findings.tsx"
import { HealthNumbers } from "./HealthNumbers.tsx"
import { type HealthState, openHealth, type Progress } from "./HealthState.ts"
import { HeartbeatChart } from "./HeartbeatChart.tsx"

const progressText = ({ done, total }: Progress) =>
  total === undefined ? "Loading connectors" : `${numberText(done)} of ${numberText(total)} connectors loaded`

const LoadProgress = ({ progress }: { readonly progress: Progress }) => (
  <div class="load-progress">
    <progress aria-label={progressText(progress)} value={progress.done} max={progress.total ?? 1} />
    <span class="faint">{progressText(progress)}</span>
  </div>
)

const Loaded = ({ state: { assessment, progress, failure, reload } }: { readonly state: HealthState }) => {
  const shown = assessment.value
  return (
    <Section
      title="Health"
      actions={
        <Button onClick={reload} disabled={progress.value !== undefined}>
          Reload
        </Button>
      }
    >
      {failure.value && <FailureText failure={failure.value} />}
      {progress.value && (shown === undefined || progress.value.total !== undefined) && (
        <LoadProgress progress={progress.value} />
      )}
      {shown?.total === 0 && (
        <Empty title="No connectors yet">
          <a class="button" href={hrefOf({ section: "connectors" })}>
            Add connectors
          </a>
        </Empty>
      )}
      {shown !== undefined && shown.total > 0 && (
        <>
          <HealthNumbers assessment={shown} />
          <HeartbeatChart heartbeats={shown.heartbeats} />
          <Findings assessment={shown} />
          <DoctorCommand at={shown.at} />
          <small>
            Ages are counted from <time>{shown.at}</time>, by the server’s clock.
          </small>
        </>
      )}
      <CallLine call={allCall()} />
    </Section>
  )
}

const View = () => {
  const [state, setState] = useState<HealthState>()
  useEffect(() => {
    const opened = openHealth()
    setState(opened)
    return opened.close
  }, [])
  return state === undefined ? <Section title="Health">{null}</Section> : <Loaded state={state} />
}

/** Another tenant has other connectors. */
export const HealthSection = () => <View key={tenant.value ?? ""} />
