/** The files of the console, with what their responses need. It is loaded when one of them is first requested. */
import { consoleFiles } from "@odj/console"
import { makeConsoleFile } from "./ConsoleFile.ts"

/** The files by their paths. */
export const loadedFiles = {
  "/": makeConsoleFile("text/html", consoleFiles.html),
  "/console/script.js": makeConsoleFile("text/javascript", consoleFiles.script),
  "/console/style.css": makeConsoleFile("text/css", consoleFiles.style),
}
