/** Writes the figures of a saved run into the README, between its markers, and draws their picture. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { cellText, type Figure, markdownOf, type Table } from "./Figures.ts"
import { type Goal, goals } from "./Goals.ts"
import { pictureOf } from "./Picture.ts"
import type { Run } from "./Saved.ts"

const benchmark = join(import.meta.dirname, "..")

const figureAt = ({ tables }: Run, [name, row, column]: Goal["at"]): Figure | undefined => {
  const cells = (tables[name] ?? []).map(({ rows }) => rows[row]?.[column])
  return cells.find((cell) => typeof cell === "object")
}

/** Puts a text between the markers of a name, if the page has a place for it. */
const between = (page: string, name: string, text: string) => {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) return page
  return `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`
}

const goalTable = (figures: ReadonlyArray<readonly [Goal, Figure]>): Table => ({
  title: "The figures that matter most, with the spread of three processes",
  rows: Object.fromEntries(
    figures.map(([{ work, floor, goal, better }, figure]) => {
      const isMet = better === "more" ? figure.value >= floor : figure.value <= floor
      const cells = { measured: cellText(figure), floor: String(floor), goal: String(goal), better }
      return [work, { ...cells, "meets its floor": isMet ? "yes" : "no" }]
    }),
  ),
})

export const writePage = (run: Run | undefined): void => {
  if (run === undefined) throw new Error("There is no saved run. First: pnpm bench all")
  const figures = goals.flatMap((goal) => {
    const figure = figureAt(run, goal.at)
    return figure === undefined ? [] : [[goal, figure] as const]
  })
  const about = `Measured on ${run.date}: ${run.machine}`
  const readme = join(benchmark, "README.md")
  let page = readFileSync(readme, "utf8")
  page = between(page, "figures", `${about}.\n\n${markdownOf(goalTable(figures))}`)
  for (const [name, tables] of Object.entries(run.tables))
    page = between(page, name, tables.map(markdownOf).join("\n\n"))
  writeFileSync(readme, page)
  writeFileSync(join(benchmark, "figures.svg"), pictureOf(figures, about))
}
