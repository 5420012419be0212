/**
 * Takes away what `odj-server` promises, to show that the runs notice: loaded before it, this module makes SQLite say of
 * a commit that it is done, and carry it out a little later.
 */
import { Server } from "node:net"
import { DatabaseSync, type StatementSync } from "node:sqlite"

const lateness = 50

// Whoever opens the database and brings it up to date is left alone.
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
    }, lateness)
    return done
  }
  const late = text.startsWith("BEGIN") ? begin : commit
  return Object.assign(statement, { run: () => (isServing ? late() : runNow()) })
}
