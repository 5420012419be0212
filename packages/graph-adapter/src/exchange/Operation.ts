/** The operation that a request is for. It decides which requests may be retried and what a failure means. */
export type Operation = "read" | "create" | "update" | "delete"
