/** How the page's own requests are told from those of others: by their `client-request-id`, which every server records. */

/** The first three parts of a random id (UUID version 4) that no other client makes. */
const prefix = "0d1c0905-e0a1-4c75-"

/** A new `client-request-id`. */
export const ownRequestId = (): string => prefix + crypto.randomUUID().slice(prefix.length)

/** Whether a page like this one has sent the request, in this tab or in another one. */
export const isOwnRequest = ({
  clientRequestId,
}: {
  readonly clientRequestId?: string | undefined
}): boolean => clientRequestId?.startsWith(prefix) === true
