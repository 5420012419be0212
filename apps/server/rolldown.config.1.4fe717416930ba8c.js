import "node:module"
import { join } from "node:path"
import { thirdPartyLicenses } from "@odj/command-line/third-party-licenses"
import { filesModule } from "@odj/console/files-module"
import { defineConfig } from "rolldown"

// rolldown.config.ts
const injected_original_dirname = "/tmp/wt/bench/main/apps/server"
const here = (path) => join(injected_original_dirname, path)
const { code, licenses } = await filesModule()
var rolldown_config_default = defineConfig({
  input: here("src/Entry.ts"),
  platform: "node",
  plugins: [
    {
      name: "console-texts",
      resolveId: (id) => (id === "@odj/console" ? { id: here("ConsoleFiles.js") } : null),
      load: (id) => (id === here("ConsoleFiles.js") ? code : null),
    },
    thirdPartyLicenses("odj-server", licenses),
  ],
  output: {
    dir: here("dist"),
    format: "esm",
    minify: true,
    entryFileNames: "odj-server.mjs",
    chunkFileNames: "[name].mjs",
  },
})

export { rolldown_config_default as default }

//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJmaWxlIjoicm9sbGRvd24uY29uZmlnLjEuNGZlNzE3NDE2OTMwYmE4Yy5qcyIsIm5hbWVzIjpbXSwic291cmNlcyI6WyJyb2xsZG93bi5jb25maWcudHMiXSwic291cmNlc0NvbnRlbnQiOlsiLyoqIEJ1bmRsZXMgYG9kai1zZXJ2ZXJgOiBhIGZldyBsaW5lcyB0aGF0IHN0YXJ0IGl0LCB0aGUgcHJvZ3JhbSwgYW5kIGEgZmlsZSBmb3IgZWFjaCBwYXJ0IHRoYXQgaXMgbG9hZGVkIHdoZW4gaXQgaXMgdXNlZC4gKi9cbmltcG9ydCB7IGpvaW4gfSBmcm9tIFwibm9kZTpwYXRoXCJcbmltcG9ydCB7IHRoaXJkUGFydHlMaWNlbnNlcyB9IGZyb20gXCJAb2RqL2NvbW1hbmQtbGluZS90aGlyZC1wYXJ0eS1saWNlbnNlc1wiXG5pbXBvcnQgeyBmaWxlc01vZHVsZSB9IGZyb20gXCJAb2RqL2NvbnNvbGUvZmlsZXMtbW9kdWxlXCJcbmltcG9ydCB7IGRlZmluZUNvbmZpZywgdHlwZSBQbHVnaW4gfSBmcm9tIFwicm9sbGRvd25cIlxuXG5jb25zdCBoZXJlID0gKHBhdGg6IHN0cmluZykgPT4gam9pbihpbXBvcnQubWV0YS5kaXJuYW1lLCBwYXRoKVxuXG5jb25zdCB7IGNvZGUsIGxpY2Vuc2VzIH0gPSBhd2FpdCBmaWxlc01vZHVsZSgpXG5cbi8qKiBQdXRzIHRoZSBmaWxlcyBvZiB0aGUgY29uc29sZSBpbnRvIHRoZSBidW5kbGUsIGFzIHRleHRzLiAqL1xuY29uc3QgY29uc29sZVRleHRzOiBQbHVnaW4gPSB7XG4gIG5hbWU6IFwiY29uc29sZS10ZXh0c1wiLFxuICByZXNvbHZlSWQ6IChpZCkgPT4gKGlkID09PSBcIkBvZGovY29uc29sZVwiID8geyBpZDogaGVyZShcIkNvbnNvbGVGaWxlcy5qc1wiKSB9IDogbnVsbCksXG4gIGxvYWQ6IChpZCkgPT4gKGlkID09PSBoZXJlKFwiQ29uc29sZUZpbGVzLmpzXCIpID8gY29kZSA6IG51bGwpLFxufVxuXG5leHBvcnQgZGVmYXVsdCBkZWZpbmVDb25maWcoe1xuICBpbnB1dDogaGVyZShcInNyYy9FbnRyeS50c1wiKSxcbiAgcGxhdGZvcm06IFwibm9kZVwiLFxuICBwbHVnaW5zOiBbY29uc29sZVRleHRzLCB0aGlyZFBhcnR5TGljZW5zZXMoXCJvZGotc2VydmVyXCIsIGxpY2Vuc2VzKV0sXG4gIG91dHB1dDoge1xuICAgIGRpcjogaGVyZShcImRpc3RcIiksXG4gICAgZm9ybWF0OiBcImVzbVwiLFxuICAgIG1pbmlmeTogdHJ1ZSxcbiAgICBlbnRyeUZpbGVOYW1lczogXCJvZGotc2VydmVyLm1qc1wiLFxuICAgIGNodW5rRmlsZU5hbWVzOiBcIltuYW1lXS5tanNcIixcbiAgfSxcbn0pXG4iXSwibWFwcGluZ3MiOiI7Ozs7OztBQUFBLE1BQU0sNEJBQTRCO0FBTWxDLE1BQU0sUUFBUSxTQUFpQixLQUFBLDJCQUEwQixJQUFJO0FBRTdELE1BQU0sRUFBRSxNQUFNLGFBQWEsTUFBTSxZQUFZO0FBUzdDLElBQUEsMEJBQWUsYUFBYTtDQUMxQixPQUFPLEtBQUssY0FBYztDQUMxQixVQUFVO0NBQ1YsU0FBUyxDQUFDO0VBUlYsTUFBTTtFQUNOLFlBQVksT0FBUSxPQUFPLGlCQUFpQixFQUFFLElBQUksS0FBSyxpQkFBaUIsRUFBRSxJQUFJO0VBQzlFLE9BQU8sT0FBUSxPQUFPLEtBQUssaUJBQWlCLElBQUksT0FBTztDQU03QyxHQUFjLG1CQUFtQixjQUFjLFFBQVEsQ0FBQztDQUNsRSxRQUFRO0VBQ04sS0FBSyxLQUFLLE1BQU07RUFDaEIsUUFBUTtFQUNSLFFBQVE7RUFDUixnQkFBZ0I7RUFDaEIsZ0JBQWdCO0NBQ2xCO0FBQ0YsQ0FBQyJ9
