import type { ServiceReport } from "@odj/core"

/**
 * A failure as plain data, with the fields of its report among its own: `deepStrictEqual` compares little more than the
 * messages of two errors.
 */
export const fieldsOf = ({
  report,
  ...fields
}: Error & { readonly report?: ServiceReport }): Record<string, unknown> => ({
  ...fields,
  ...report,
})
