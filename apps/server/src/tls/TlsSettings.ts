/** Whether and with which certificate to serve https; the files are paths. */
export type TlsSettings =
  | { readonly _tag: "Off" }
  | { readonly _tag: "SelfSigned" }
  | { readonly _tag: "Files"; readonly cert: string; readonly key: string }
