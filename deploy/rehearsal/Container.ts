/** Runs the image as compose.yaml does: not as root, without capabilities, and with a file system that is read-only. */
import { inject, onTestFinished } from "vitest"
import { freePort } from "../../packages/throwaway-postgres/src/index.ts"
import { run } from "../../rehearsal/Run.ts"

/** Without cgroups, and with limits of resources that need no capability, it also runs inside another container. */
const withoutHost = ["--cgroups=disabled", "--ulimit=nofile=1024:1024", "--ulimit=nproc=1024:1024"]

const hardened = ["--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"]

export const podman = (...args: ReadonlyArray<string>) =>
  run("podman", [...(inject("storage") ?? []), ...args])

/** What a container has printed. */
const logsOf = (id: string) =>
  run("sh", ["-c", 'exec podman "$@" 2>&1', "sh", ...(inject("storage") ?? []), "logs", id])

export type Variables = Readonly<Record<string, string>>

/** The arguments of `podman run` for the image with these variables. */
export const imageWith = (variables: Variables, options: ReadonlyArray<string> = hardened) => [
  ...withoutHost,
  ...options,
  "--network=host",
  ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`),
  "odj-server",
]

/** Starts a container, and waits until it is healthy. It is removed after the test, with its volume. */
export const startContainer = async (variables: Variables, options?: ReadonlyArray<string>) => {
  const port = await freePort()
  const listening = { ODJ_SERVER_HOST: "127.0.0.1", ODJ_SERVER_PORT: String(port), ...variables }
  const id = await podman("run", "--detach", ...imageWith(listening, options))
  onTestFinished(async () => {
    await podman("rm", "--force", "--volumes", id)
  })
  const untilHealthy = async () => {
    const check = () => podman("healthcheck", "run", id).then(Boolean, () => undefined)
    while ((await check()) === undefined) {
      if ((await podman("inspect", "--format={{.State.Status}}", id)) !== "running")
        throw new Error(await logsOf(id))
    }
  }
  await untilHealthy()
  return {
    id,
    port,
    url: `http://127.0.0.1:${port}`,
    restart: async () => {
      await podman("restart", id)
      await untilHealthy()
    },
    /** Runs a program in the container, with the text of the program as its argument. */
    node: (program: string) => podman("exec", id, "/usr/local/bin/node", "--eval", program),
    /** Copies the database to a file in the container, and resolves with what the command prints. */
    backUp: (file: string) =>
      podman("exec", id, "/usr/local/bin/node", "/odj/odj-server.mjs", "backup", file),
    /** Stops the container, and resolves with the exit code of the server; 137 if it had to be killed. */
    stop: async () => {
      await podman("stop", "--time=30", id)
      return Number(await podman("inspect", "--format={{.State.ExitCode}}", id))
    },
  }
}
