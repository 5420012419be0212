/** A picture of how far each figure is from its floor. */
import type { Figure } from "./Figures.ts"
import { numberText } from "./Figures.ts"
import type { Goal } from "./Goals.ts"

const [labels, plot, values, line, top] = [270, 330, 110, 20, 44]
const width = labels + plot + values

/** How many times better than its floor a value is, whether more or less is better. */
const scoreOf = ({ better, floor }: Goal, value: number) =>
  better === "more" ? value / floor : floor / value

/** From an eighth of what the floor asks for to eight times as much, in steps of equal ratio. */
const xOf = (score: number) => labels + (plot * (Math.log2(Math.min(8, Math.max(1 / 8, score))) + 3)) / 6

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

const rowOf = (goal: Goal, figure: Figure, index: number) => {
  const y = top + line * index
  const at = (value: number) => xOf(scoreOf(goal, value)).toFixed(1)
  const isMet = scoreOf(goal, figure.value) >= 1
  const text = (x: number, words: string, rest = "") =>
    `<text x="${x}" y="${y + 4}"${rest}>${escaped(words)}</text>`
  return [
    text(labels - 10, goal.work, ' text-anchor="end"'),
    `<line class="goal" x1="${at(goal.goal)}" x2="${at(goal.goal)}" y1="${y - 6}" y2="${y + 6}"/>`,
    `<line class="spread" x1="${at(figure.low)}" x2="${at(figure.high)}" y1="${y}" y2="${y}"/>`,
    isMet
      ? `<circle class="met" cx="${at(figure.value)}" cy="${y}" r="5"/>`
      : `<circle class="missed" cx="${at(figure.value)}" cy="${y}" r="4"/>`,
    text(labels + plot + 10, `${numberText(figure.value)} (floor ${goal.floor})`),
  ].join("\n")
}

/** A filled dot meets its floor, and a ring does not, so that it can be read without colours. */
export const pictureOf = (figures: ReadonlyArray<readonly [Goal, Figure]>, about: string): string => {
  const height = top + line * figures.length + 6
  const met = figures.filter(([goal, { value }]) => scoreOf(goal, value) >= 1).length
  const scale = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">How far each figure is from its floor</title>
<desc id="desc">${met} of ${figures.length} figures meet their floor. ${escaped(about)}. The table below has all of them.</desc>
<style>
svg { background: #fff; font: 12px system-ui, sans-serif }
text { fill: #1f2328 }
.grid { stroke: #d1d9e0 } .floor { stroke: #1f2328 } .goal { stroke: #1a7f37; stroke-width: 2 }
.spread { stroke: #0969da; stroke-width: 2 } .met { fill: #0969da } .missed { fill: #fff; stroke: #bc4c00; stroke-width: 2 }
@media (prefers-color-scheme: dark) {
svg { background: #0d1117 } text { fill: #f0f6fc }
.grid { stroke: #3d444d } .floor { stroke: #f0f6fc } .goal { stroke: #3fb950 }
.spread { stroke: #4493f8 } .met { fill: #4493f8 } .missed { fill: #0d1117; stroke: #f0883e }
}
</style>
${scale
  .map((score) => {
    const x = xOf(score).toFixed(1)
    const name = score === 1 ? "floor" : score < 1 ? `1/${1 / score}` : `${score} x`
    return `<line class="${score === 1 ? "floor" : "grid"}" x1="${x}" x2="${x}" y1="28" y2="${height}"/><text x="${x}" y="18" text-anchor="middle">${name}</text>`
  })
  .join("\n")}
${figures.map(([goal, figure], index) => rowOf(goal, figure, index)).join("\n")}
</svg>
`
}
