import type { Run } from "./Saved.ts"
export const writePage = (run: Run | undefined) => {
  console.log(run)
}
