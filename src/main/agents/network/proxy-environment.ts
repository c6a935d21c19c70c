/** What has programs take the proxy at a port of loopback; loopback itself they reach without it. */
export function proxyEnvironment(
  port: number,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const proxy = `http://127.0.0.1:${port}`
  const direct = 'localhost,127.0.0.1,::1'
  const both = (name: string, value: string): Record<string, string> => ({
    [name.toUpperCase()]: value,
    [name.toLowerCase()]: value,
  })
  // Java reads no such variables.
  const java = ['http', 'https']
    .flatMap((scheme) => [`-D${scheme}.proxyHost=127.0.0.1`, `-D${scheme}.proxyPort=${port}`])
    .join(' ')
  const forJava = (name: string): Record<string, string> => ({
    [name]: [env[name], java].filter(Boolean).join(' '),
  })
  return {
    ...both('http_proxy', proxy),
    ...both('https_proxy', proxy),
    // Not SOCKS, which some programs fail on where they lack what speaks it.
    ...both('all_proxy', proxy),
    ...both('no_proxy', direct),
    // Node's own requests take it from version 22.21 and 24 on.
    NODE_USE_ENV_PROXY: '1',
    ...forJava('MAVEN_OPTS'),
    ...forJava('GRADLE_OPTS'),
  }
}
