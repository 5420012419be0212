/**
 * Breaks the durability of an import's journal, to show that the tests detect it. Loaded before `odj`, this module makes
 * SQLite return from a commit before the data is on the disk.
 */
import { DatabaseSync } from "node:sqlite"

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (text) {
  return exec.call(this, text.replace("synchronous = FULL", "synchronous = OFF"))
}
