/** Makes the API reference from the declarations of the built packages. The build fails if a link leads nowhere. */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Application, Comment, Converter, ReflectionFlag, ReflectionKind } from "typedoc"

const workspace = dirname(import.meta.dirname)

/** The entry points of the published packages: specifier, declarations, and the description of the package. */
const modules = globSync("{packages,apps}/*/package.json", { cwd: workspace })
  .sort()
  .flatMap((path) => {
    const { name, description, publishConfig } = JSON.parse(readFileSync(join(workspace, path), "utf8"))
    return Object.entries<{ readonly types: string }>(publishConfig?.exports ?? {}).map(
      ([subpath, { types }]) => ({
        specifier: join(name, subpath),
        declarations: join(workspace, dirname(path), types),
        description,
      }),
    )
  })

const application = await Application.bootstrap({
  name: "odj",
  entryPoints: modules.map(({ declarations }) => declarations),
  compilerOptions: {
    paths: Object.fromEntries(modules.map(({ specifier, declarations }) => [specifier, [declarations]])),
  },
  tsconfig: join(import.meta.dirname, "tsconfig.json"),
  readme: join(import.meta.dirname, "README.md"),
  out: join(import.meta.dirname, "dist"),
  disableSources: true,
  hideGenerator: true,
  visibilityFilters: {},
  navigation: { includeFolders: false },
  treatWarningsAsErrors: true,
})

application.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
  // A module has the name by which programs import it, not the name of its file.
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Module)) {
    const path = join(workspace, reflection.name)
    const module = modules.find(({ declarations }) => declarations.replace(/(\/index)?\.d\.ts$/, "") === path)
    if (module === undefined) continue
    reflection.name = module.specifier
    reflection.comment ??= new Comment([{ kind: "text", text: module.description }])
  }
  // Of the members that classes inherit from Effect, the reference shows only `Service`.
  for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
    const isOurs = !member.flags.isExternal || (member.name === "Service" && !member.flags.isStatic)
    if (!isOurs && member.parent?.kindOf(ReflectionKind.Class)) project.removeReflection(member)
  }
  // A function that is declared as a constant is shown as a function.
  for (const constant of project.getReflectionsByKind(ReflectionKind.Variable)) {
    const type = constant.isDeclaration() && constant.type?.type === "reflection" && constant.type.declaration
    if (!type || type.signatures === undefined || type.children) continue
    constant.kind = ReflectionKind.Function
    constant.setFlag(ReflectionFlag.Const, false)
    constant.signatures = type.signatures
    for (const signature of type.signatures) {
      signature.name = constant.name
      signature.parent = constant
      if (constant.comment) signature.comment = constant.comment.clone()
    }
    delete constant.type
    delete constant.comment
  }
})

const project = await application.convert()
if (project) {
  application.validate(project)
  await application.generateOutputs(project)
}
if (project === undefined || application.logger.hasErrors() || application.logger.hasWarnings())
  process.exit(1)
