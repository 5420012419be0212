/** The last contacts of all connectors over time: a picture, the same as a table, and what is outside of it. */
import { useRef, useState } from "preact/hooks"
import { counted, numberText } from "../ui/Counted.ts"
import { HeartbeatDrawing } from "./HeartbeatDrawing.tsx"
import { type Heartbeats, type Histogram, type Span, type SpanName, spanNames, spans } from "./Heartbeats.ts"
import { useWidth } from "./Measured.ts"

const partText = (index: number, { part, unit: [text, length] }: Span) =>
  `${(index * part) / length} to ${((index + 1) * part) / length} ${text} ago`

const sum = (numbers: ReadonlyArray<number>) => numbers.reduce((total, number) => total + number, 0)

const labelOf = ({ parts }: Histogram, span: Span): string => {
  const latest = parts.findIndex((count) => count > 0)
  const start = `${span.name}: ${counted(sum(parts), "connector")} had their last contact in it`
  return latest === -1 ? `${start}.` : `${start}, the latest of them ${partText(latest, span)}.`
}

/** What the picture does not show. */
const notShownText = ({ never, future }: Heartbeats, { older, parts }: Histogram): string => {
  const outside = [
    ...(older > 0 ? [`${numberText(older)} earlier`] : []),
    ...(never > 0 ? [`${numberText(never)} never`] : []),
    ...(future > 0 ? [`${numberText(future)} in the future`] : []),
  ]
  return [
    ...(sum(parts) === 0 ? ["No connector had its last contact in this time."] : []),
    ...(outside.length > 0 ? [`Outside of this time: ${outside.join(", ")}.`] : []),
  ].join(" ")
}

export const HeartbeatChart = ({ heartbeats }: { readonly heartbeats: Heartbeats }) => {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [name, setName] = useState<SpanName>("day")
  const span = spans[name]
  const histogram = heartbeats.of[name]
  const notShown = notShownText(heartbeats, histogram)
  return (
    <section class="card" aria-labelledby="heartbeats-title">
      <div class="section-head">
        <h2 id="heartbeats-title">Last contacts</h2>
        <fieldset class="tabs">
          <legend class="visually-hidden">Time</legend>
          {spanNames.map((each) => (
            <button key={each} type="button" aria-pressed={each === name} onClick={() => setName(each)}>
              {spans[each].name}
            </button>
          ))}
        </fieldset>
      </div>
      <div ref={frame} class="drawing">
        {width !== undefined && (
          <HeartbeatDrawing
            span={span}
            histogram={histogram}
            width={width}
            label={labelOf(histogram, span)}
          />
        )}
      </div>
      {notShown !== "" && <p class="faint">{notShown}</p>}
      <details>
        <summary>As a table</summary>
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">Last contact</th>
              <th scope="col">Connectors</th>
            </tr>
          </thead>
          <tbody>
            {histogram.parts.map(
              (count, index) =>
                count > 0 && (
                  <tr key={index}>
                    <td>{partText(index, span)}</td>
                    <td>{numberText(count)}</td>
                  </tr>
                ),
            )}
            <tr>
              <td>Earlier</td>
              <td>{numberText(histogram.older)}</td>
            </tr>
            <tr>
              <td>Never</td>
              <td>{numberText(heartbeats.never)}</td>
            </tr>
          </tbody>
        </table>
      </details>
    </section>
  )
}
