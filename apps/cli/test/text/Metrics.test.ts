import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { checkMetrics, type Metric, metricLines } from "../../src/text/Metrics.ts"

const metricsText = (metrics: ReadonlyArray<Metric>) => Array.from(metricLines(metrics)).join("")

const gauge = (labels: Readonly<Record<string, string>>, value = 1) =>
  metricsText([{ name: "odj_finding", help: "A finding.", samples: [[labels, value]] }])

describe("Metrics", () => {
  it("have a help, a type and a line for each series", () => {
    assert.strictEqual(
      metricsText(checkMetrics("stale", 1_769_860_800.5, 2)),
      `# HELP odj_check_success Whether the check ran: 1, or 0 if it failed.
# TYPE odj_check_success gauge
odj_check_success{command="stale"} 1
# HELP odj_check_status Result of the check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
# TYPE odj_check_status gauge
odj_check_status{command="stale"} 2
# HELP odj_check_timestamp_seconds Time of the check, in seconds since 1970.
# TYPE odj_check_timestamp_seconds gauge
odj_check_timestamp_seconds{command="stale"} 1769860800.5
`,
    )
  })

  it("escape quotes, backslashes and line breaks, and nothing else", () => {
    assert.include(gauge({ name: 'a "b" \\ c\nd | 😀' }), 'odj_finding{name="a \\"b\\" \\\\ c\\nd | 😀"} 1\n')
  })

  it("have each series once", () => {
    const samples = [
      [{ id: "1" }, 1],
      [{ id: "2" }, 2],
      [{ id: "1" }, 3],
    ] as const
    const lines = metricsText([{ name: "a", help: "b", samples }]).split("\n")
    assert.deepStrictEqual(lines.slice(2), ['a{id="1"} 1', 'a{id="2"} 2', ""])
  })

  it.prop("keep any label on one line, and readable", [Schema.String], ([name]) => {
    const [, , line = "", end] = gauge({ name }).split("\n")
    assert.strictEqual(end, "")
    const [, escaped = ""] = /^odj_finding\{name="((?:[^"\\]|\\[\\"n])*)"\} 1$/s.exec(line) ?? []
    const read = escaped.replace(/\\(.)/gs, (_, character) => (character === "n" ? "\n" : character))
    assert.strictEqual(read, name)
  })
})
