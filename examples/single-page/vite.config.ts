/** Builds both pages. */
import { defineConfig } from "vite"

export default defineConfig({
  build: { rolldownOptions: { input: ["index.html", "redirect.html"] } },
})
