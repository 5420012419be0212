/**
 * Roles of the Entra directory: the ids of their templates, which tokens list in `wids`, and what each permits in Intune.
 *
 * Sources: "Microsoft Entra built-in roles" and "Role-based access control (RBAC) with Microsoft Intune".
 */

export const directoryRoles = {
  "Global Administrator": { templateId: "62e90394-69f5-4237-9190-012177145e10", intune: "write" },
  "Intune Administrator": { templateId: "3a2c62db-5318-420d-8d74-23affee5d9d5", intune: "write" },
  "Global Reader": { templateId: "f2ef992c-3afb-46b9-b7cf-a126ee74c451", intune: "read" },
  "Helpdesk Administrator": { templateId: "729827e3-9c14-49f7-bb1b-9608f156bbb8", intune: "read" },
  "Security Administrator": { templateId: "194ae4cb-b126-40b2-bd5b-6091b380977d", intune: "read" },
  "Security Operator": { templateId: "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f", intune: "read" },
  "Security Reader": { templateId: "5d6b6bb7-de71-4623-b4af-96380a352509", intune: "read" },
  "Compliance Administrator": { templateId: "17315797-102d-40b4-93e0-432062caca18", intune: "none" },
  "Compliance Data Administrator": { templateId: "e6d1a23a-da11-4be4-9570-befc86d067a7", intune: "none" },
  "Cloud Device Administrator": { templateId: "7698a772-787b-4ac8-901f-60d6b08affd2", intune: "none" },
  "Conditional Access Administrator": { templateId: "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9", intune: "none" },
  "Reports Reader": { templateId: "4a5d8f65-41da-4de4-8968-e035b65339cf", intune: "none" },
  "User Administrator": { templateId: "fe930be7-5e62-47db-91af-98c3a49a38b1", intune: "none" },
} as const

export type DirectoryRole = keyof typeof directoryRoles

export const directoryRoleNames = Object.keys(directoryRoles) as ReadonlyArray<DirectoryRole>

/** The template id that the `wids` of every user contain: it stands for what each member of a directory may do. */
const memberTemplateId = "b79fbf4d-3ef9-4689-8143-76b194e85509"

/** The `wids` of a user with these roles. */
export const widsOf = (roles: ReadonlyArray<DirectoryRole>): ReadonlyArray<string> => [
  ...roles.map((role) => directoryRoles[role].templateId),
  memberTemplateId,
]

/** What the roles in `wids` permit in Intune. */
export interface IntuneAccess {
  readonly canRead: boolean
  readonly canWrite: boolean
}

export const intuneAccess = (wids: ReadonlyArray<unknown>): IntuneAccess => {
  const held = Object.values(directoryRoles).filter(({ templateId }) => wids.includes(templateId))
  return {
    canRead: held.some(({ intune }) => intune !== "none"),
    canWrite: held.some(({ intune }) => intune === "write"),
  }
}
