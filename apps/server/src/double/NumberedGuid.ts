/** GUIDs that count up, with decimal digits: `00000000-0000-4000-8000-000000000001`. */

/** Each kind of thing has its own group, so that no two things have the same GUID. */
export const numberedGuid = (group: "8000" | "9000", number: number): string =>
  `00000000-0000-4000-${group}-${String(number).padStart(12, "0")}`
