import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"
import { curlCommand } from "../../src/docs/CurlCommand.ts"
import type { Method, Operation, Parameter } from "../../src/docs/OpenApiDocument.ts"

const parameter = (name: string, place: Parameter["in"], example?: string | number): Parameter => ({
  name,
  in: place,
  description: "",
  schema: {},
  ...(example !== undefined && { example }),
})

const operation = (body?: unknown, security: Operation["security"] = []): Operation => ({
  operationId: "id",
  tags: ["tag"],
  summary: "",
  security,
  responses: {},
  ...(body !== undefined && {
    requestBody: { required: true, content: { "application/json": { schema: {}, example: body } } },
  }),
})

/** The arguments of a command, as a shell splits them. */
const wordsOf = (command: string): ReadonlyArray<string> =>
  execFileSync("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${command}`], {
    env: { TOKEN: "the token" },
    encoding: "utf8",
  })
    .split("\0")
    .slice(0, -1)

describe("curlCommand", () => {
  it("fills in the path, sends query options separately, and leaves out parameters without an example", () =>
    assert.deepStrictEqual(
      wordsOf(
        curlCommand("http://localhost/a/{id}/$count", "get", operation(), [
          parameter("id", "path", "it's/7"),
          parameter("$filter", "query", "state eq 'in`active' \\ \"$HOME\""),
          parameter("$top", "query", 10),
          parameter("$skip", "query"),
          parameter("Prefer", "header", "return=minimal"),
        ]),
      ),
      [
        "-iG",
        "http://localhost/a/it's%2F7/$count",
        "--data-urlencode",
        "$filter=state eq 'in`active' \\ \"$HOME\"",
        "--data-urlencode",
        "$top=10",
      ],
    ))

  it("quotes any text as one word, in single quotes if possible", () => {
    const lastOf = (text: string) => {
      const command = curlCommand("http://localhost/a", "get", operation(), [parameter("q", "query", text)])
      assert.match(command, /^curl -iG 'http:\/\/localhost\/a' /)
      return wordsOf(command).at(-1)
    }
    for (const text of ["plain", "'", "it's", "'\\", "'\\\\", "'\"$HOME`id`", '$HOME `id` "\\', "'\n"]) {
      assert.strictEqual(lastOf(text), `q=${text}`)
    }
  })

  it("sends a body with its type, and $TOKEN if the operation needs a token", () => {
    const body = { displayName: "Jane's `pc` $HOME" }
    assert.deepStrictEqual(
      wordsOf(curlCommand("http://localhost/a", "patch", operation(body, [{ bearer: [] }]), [])),
      [
        "-i",
        "http://localhost/a",
        "-X",
        "PATCH",
        "-H",
        "Authorization: Bearer the token",
        "-H",
        "Content-Type: application/json",
        "-d",
        JSON.stringify(body, null, 2),
      ],
    )
  })

  it("sends the control's token to the control", () => {
    const command = curlCommand("http://localhost/a", "get", operation(undefined, [{ control: [] }]), [])
    assert.include(command, '"Authorization: Bearer $CONTROL_TOKEN"')
  })

  it("names a method that curl does not choose by default", () => {
    const methodOf = (method: Method, body?: unknown) => {
      const words = wordsOf(curlCommand("http://localhost", method, operation(body), []))
      return words.includes("-X") ? words[words.indexOf("-X") + 1] : undefined
    }
    assert.strictEqual(methodOf("get"), undefined)
    assert.strictEqual(methodOf("post", {}), undefined)
    assert.strictEqual(methodOf("post"), "POST")
    assert.strictEqual(methodOf("put", {}), "PUT")
    assert.strictEqual(methodOf("patch", {}), "PATCH")
    assert.strictEqual(methodOf("delete"), "DELETE")
  })
})
