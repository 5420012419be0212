/** The rows of a file that can't be created, or were not, each with the reason. */
import { numberText } from "../ui/Counted.ts"

/** More would make the dialog slow. */
export const mostShown = 100

export const More = ({ count }: { readonly count: number }) =>
  count > mostShown ? <p class="faint">And {numberText(count - mostShown)} more.</p> : null

interface RowProblemsProps<Row> {
  readonly title: string
  readonly rows: ReadonlyArray<Row>
  readonly textOf: (row: Row) => string
}

export const RowProblems = <Row extends { readonly row: number }>({
  title,
  rows,
  textOf,
}: RowProblemsProps<Row>) =>
  rows.length === 0 ? null : (
    <section class="row-problems" aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {rows.slice(0, mostShown).map((row) => (
          <li key={row.row}>
            <strong>Row {row.row}:</strong> <bdi>{textOf(row)}</bdi>
          </li>
        ))}
      </ul>
      <More count={rows.length} />
    </section>
  )
