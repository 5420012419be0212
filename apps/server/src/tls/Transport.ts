/** How clients connect to a server: not at all, over TCP, or over TLS, with a given certificate or a self-signed one. */
export type Transport = "none" | "tcp" | "tls" | "selfSigned"
