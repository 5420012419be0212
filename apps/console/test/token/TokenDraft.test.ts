import { assert, describe, it } from "@effect/vitest"
import { bodyOf, problemsOf, type TokenDraft } from "../../src/token/TokenDraft.ts"

const draft: TokenDraft = {
  tenant: "",
  kind: "application",
  user: "",
  appId: "",
  permissions: ["Read.All"],
  further: "",
  lifetime: "1",
  unit: "hours",
}

describe("The form for a token", () => {
  it("asks for an application's token with roles", () => {
    assert.deepStrictEqual(bodyOf({ ...draft, user: "ada@contoso.example" }), {
      roles: ["Read.All"],
      expiresIn: 3_600,
    })
  })

  it("asks for a person's token with scopes", () => {
    const person = {
      ...draft,
      kind: "person",
      user: " ada@contoso.example ",
      tenant: " contoso.example",
    } as const
    assert.deepStrictEqual(bodyOf(person), {
      tenant: "contoso.example",
      user: "ada@contoso.example",
      scopes: ["Read.All"],
      expiresIn: 3_600,
    })
  })

  it("adds further permissions, each once", () => {
    const further = " Other.Read \n Read.All Other.Read "
    assert.deepStrictEqual(bodyOf({ ...draft, further }).roles, ["Read.All", "Other.Read"])
  })

  it.each([
    ["1", "minutes"],
    ["24", "hours"],
    ["1440", "minutes"],
    ["1.5", "hours"],
  ] as const)("accepts a lifetime of %s %s", (lifetime, unit) => {
    assert.deepStrictEqual(problemsOf({ ...draft, lifetime, unit }), [])
  })

  it.each([
    ["", "minutes"],
    ["0", "minutes"],
    ["25", "hours"],
    ["an hour", "hours"],
    ["-1", "hours"],
  ] as const)("refuses a lifetime of %o %s", (lifetime, unit) => {
    assert.deepStrictEqual(
      problemsOf({ ...draft, lifetime, unit }).map(({ target }) => target),
      ["expiresIn"],
    )
  })
})
