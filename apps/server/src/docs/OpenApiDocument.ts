/** The types of an OpenAPI document, limited to the parts that the server uses. */

/** The keywords of JSON Schema that the document uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly enum?: ReadonlyArray<string>
  readonly examples?: ReadonlyArray<unknown>
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly required?: ReadonlyArray<string>
}

export interface Reference {
  readonly $ref: string
}

export interface Parameter {
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly description: string
  readonly required?: true
  readonly schema: JsonSchema
  readonly example?: string | number
}

export interface Header {
  readonly description: string
  readonly schema: JsonSchema
}

/** Bodies by media type. */
export type Content = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>

export interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, Reference>>
  readonly content?: Content
}

/** One way to get access: the scheme and its permissions. */
export type SecurityRequirement = Readonly<Record<string, ReadonlyArray<string>>>

export interface Operation {
  readonly operationId: string
  readonly tags: readonly [string]
  readonly summary: string
  readonly description?: string
  /** The ways to get access. One of them is enough. If the list is empty, no token is needed. */
  readonly security: ReadonlyArray<SecurityRequirement>
  readonly parameters?: ReadonlyArray<Reference>
  readonly requestBody?: { readonly required: true; readonly content: Content }
  readonly responses: Readonly<Record<string, Response | Reference>>
}

export type Method = "get" | "post" | "put" | "patch" | "delete"

export type PathItem = Readonly<Partial<Record<Method, Operation>>>

export interface SecurityScheme {
  readonly type: "http" | "oauth2"
  readonly description: string
  readonly scheme?: string
  readonly bearerFormat?: string
  readonly flows?: {
    readonly clientCredentials: ClientCredentialsFlow
    readonly authorizationCode: AuthorizationCodeFlow
  }
}

export interface ClientCredentialsFlow {
  readonly tokenUrl: string
  readonly scopes: Readonly<Record<string, string>>
}

export interface AuthorizationCodeFlow extends ClientCredentialsFlow {
  readonly authorizationUrl: string
  readonly refreshUrl: string
}

export interface Tag {
  readonly name: string
  readonly description: string
}

/** Operations that only some servers have, with the components that only they refer to. */
export interface OpenApiPart {
  readonly tag: Tag
  readonly paths: Readonly<Record<string, PathItem>>
  readonly schemas: Readonly<Record<string, JsonSchema>>
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly responses: Readonly<Record<string, Response>>
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
}

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: readonly [{ readonly url: string }]
  readonly tags: ReadonlyArray<Tag>
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly headers: Readonly<Record<string, Header>>
    readonly responses: Readonly<Record<string, Response>>
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  }
}
