/** Which operation a request is for: what may be retried, and what a failure means, follows from it. */
export type Operation = "read" | "create" | "update" | "delete"
