/**
 * Finds the test files that run the contract over an adapter: they import the adapter, and call the contract's `suite`
 * with it at the top level. A call there can't be skipped.
 *
 * The files are parsed, because a call in a comment, or of Vitest's own `suite`, does not count.
 */
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseAst } from "rolldown/parseAst"

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

/** Whether the code uses one of the names. The name of a property does not count. */
const uses = (code: unknown, names: ReadonlySet<string>): boolean => {
  if (Array.isArray(code)) return code.some((part) => uses(part, names))
  if (!isRecord(code)) return false
  if (code.type === "Identifier") return names.has(String(code.name))
  const { property, key, ...rest } = code
  return uses(code.computed === true ? Object.values(code) : Object.values(rest), names)
}

/** Whether the test file runs the contract over an import from the adapter. */
const runsContract = (source: string, isAdapter: (module: string) => boolean): boolean => {
  const suites = new Set<string>()
  const adapters = new Set<string>()
  for (const statement of parseAst(source, { lang: "ts" }).body) {
    if (statement.type === "ImportDeclaration") {
      for (const specifier of statement.specifiers) {
        const name = "imported" in specifier && "name" in specifier.imported && specifier.imported.name
        if (isAdapter(statement.source.value)) adapters.add(specifier.local.name)
        else if (statement.source.value === "@odj/connector-store-contract" && name === "suite")
          suites.add(specifier.local.name)
      }
    } else if (statement.type === "VariableDeclaration") {
      for (const { id, init } of statement.declarations)
        if (id.type === "Identifier" && uses(init, adapters)) adapters.add(id.name)
    } else if (statement.type === "FunctionDeclaration") {
      if (statement.id && uses(statement.body, adapters)) adapters.add(statement.id.name)
    } else if (statement.type === "ExpressionStatement" && statement.expression.type === "CallExpression") {
      const { callee, arguments: args } = statement.expression
      if (callee.type === "Identifier" && suites.has(callee.name) && uses(args[1], adapters)) return true
    }
  }
  return false
}

/** The test files, in `packages/<name>` or in an app, that run the contract over the adapter with that name. */
export const contractRuns = (workspace: string, name: string): ReadonlyArray<string> => {
  const run = (pattern: string, isAdapter: (module: string) => boolean) =>
    globSync(pattern, { cwd: workspace }).filter((file) =>
      runsContract(readFileSync(join(workspace, file), "utf8"), isAdapter),
    )
  const isPackage = (module: string) => module === `@odj/${name}`
  return [
    ...run(
      `packages/${name}/test/**/*.test.ts`,
      (module) => isPackage(module) || /^(\.\.\/)+src\//.test(module),
    ),
    ...run("apps/*/test/**/*.test.ts", isPackage),
  ]
}
