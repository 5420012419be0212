/**
 * Takes away what an import promises of its journal, to show that the runs notice: loaded before `odj`, this module lets
 * SQLite return from a commit before the disk has it.
 */
import { DatabaseSync } from "node:sqlite"

const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (text) {
  return exec.call(this, text.replace("synchronous = FULL", "synchronous = OFF"))
}
