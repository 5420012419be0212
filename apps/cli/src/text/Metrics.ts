/**
 * Metrics in the text format of Prometheus.
 *
 * Two files of one collector must not have the same series. So the metrics of every check have its name as a label, and no
 * other metric is written by two commands.
 */

/** The labels of a series, and its value. */
export type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]

export interface Metric {
  readonly name: string
  readonly help: string
  readonly samples: Iterable<Sample>
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" }

const escaped = (text: string) => text.replace(/[\\"\n]/g, (character) => escapes[character] ?? character)

const labelText = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join()

/** The lines of gauges. Of samples with the same labels, only the first is written: a second one is refused. */
export const metricLines = function* (metrics: ReadonlyArray<Metric>): Iterable<string> {
  for (const { name, help, samples } of metrics) {
    yield `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`
    const written = new Set<string>()
    for (const [labels, value] of samples) {
      const text = labelText(labels)
      if (!written.has(text)) yield `${name}{${text}} ${value}\n`
      written.add(text)
    }
  }
}

/** The metrics of every check. Without an exit code, it has failed. */
export const checkMetrics = (
  command: string,
  seconds: number,
  exitCode: number | undefined,
): ReadonlyArray<Metric> => [
  {
    name: "odj_check_success",
    help: "Whether the check ran: 1, or 0 if it failed.",
    samples: [[{ command }, exitCode === undefined ? 0 : 1]],
  },
  {
    name: "odj_check_status",
    help: "Result of the check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.",
    samples: [[{ command }, exitCode ?? 3]],
  },
  {
    name: "odj_check_timestamp_seconds",
    help: "Time of the check, in seconds since 1970.",
    samples: [[{ command }, seconds]],
  },
]
