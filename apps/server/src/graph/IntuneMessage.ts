/**
 * Writes the message of an error as Intune does: JSON in a text, with an id for Microsoft's support and the URL of the
 * backend.
 *
 * Source: the response recorded in microsoftgraph/microsoft-graph-docs-contrib#1541. The host there is that of a scale
 * unit; the account here is made up, since the recording omits it.
 */

const noId = "00000000-0000-0000-0000-000000000000"

const backend = `https://fef.msub05.manage.microsoft.com/RAODJPlus/StatelessODJService/${noId}`

const [before, after] = [
  "{",
  '  "_version": 3,',
  '  "Message": ?,',
  '  "CustomApiErrorPhrase": "",',
  '  "RetryAfter": null,',
  '  "ErrorSourceService": "",',
  '  "HttpHeaders": "{}"',
  "}",
]
  .join("\r\n")
  .split("?")

/**
 * `path` is the path of the resource below the service root. The texts are joined rather than concatenated, because
 * `JSON.stringify` is slow with a text that is still in parts.
 */
export const intuneMessage = (message: string, activityId: string, path: string): string => {
  const text = [
    message,
    ` - Operation ID (for customer support): ${noId} - Activity ID: `,
    activityId,
    ` - Url: ${backend}/`,
    path,
    "?api-version=5018-08-30",
  ].join("")
  return [before, JSON.stringify(text), after].join("")
}
