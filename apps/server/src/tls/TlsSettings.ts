/** Whether to serve https, and with which certificate. `cert` and `key` are paths of files. */
export type TlsSettings =
  | { readonly _tag: "Off" }
  | { readonly _tag: "SelfSigned" }
  | { readonly _tag: "Files"; readonly cert: string; readonly key: string }
