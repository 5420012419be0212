/** HEAD is handled like GET; Node.js drops the body. */
export const headAsGet = (method: string) => (method === "HEAD" ? "GET" : method)
