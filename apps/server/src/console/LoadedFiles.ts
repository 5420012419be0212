/** The files of the console, with what their responses need. It is loaded when one of them is first requested. */
import { consoleFiles } from "@odj/console"
import { Effect } from "effect"
import { makeConsoleFile } from "./ConsoleFile.ts"

/** The files by their paths. In a checkout, they are made first. */
export const loadedFiles = Effect.flatMap(Effect.promise(consoleFiles), ({ html, script, style }) =>
  Effect.all({
    "/": makeConsoleFile("text/html", html),
    "/console/script.js": makeConsoleFile("text/javascript", script),
    "/console/style.css": makeConsoleFile("text/css", style),
  }),
)
