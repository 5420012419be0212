/**
 * Breaks the durability of `odj-server`, to show that the tests detect it. Loaded before the server, this module makes
 * SQLite report a commit as done but run it a little later.
 */
import { Server } from "node:net"
import { DatabaseSync, type StatementSync } from "node:sqlite"

const delay = 50

// Opening and migrating the database works as usual.
let isServing = false
const { listen } = Server.prototype
Server.prototype.listen = function (this: Server, ...args: ReadonlyArray<unknown>) {
  isServing = true
  return Reflect.apply(listen, this, args)
}

const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (text) {
  const statement = prepare.call(this, text)
  if (!/^(BEGIN|COMMIT)/.test(text)) return statement
  const runNow: () => ReturnType<StatementSync["run"]> = statement.run.bind(statement)
  const done = { changes: 0, lastInsertRowid: 0 }
  const begin = () => (this.isTransaction ? done : runNow())
  const commit = () => {
    setTimeout(() => {
      if (this.isOpen && this.isTransaction) runNow()
    }, delay)
    return done
  }
  const late = text.startsWith("BEGIN") ? begin : commit
  return Object.assign(statement, { run: () => (isServing ? late() : runNow()) })
}
