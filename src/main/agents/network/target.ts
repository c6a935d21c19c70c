import { isIP } from 'node:net'

/** Where a program wants to connect to. */
export interface Target {
  /** A name in lower case and ASCII without a dot at its end, or an address without brackets. */
  readonly host: string
  readonly port: number
}

const name = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/

/** Reads `host:port` as a request names it; null where that is none. Odd spellings of an address become that address. */
export function readTarget(authority: string, defaultPort: number | null = null): Target | null {
  const [, written = '', digits] = /^(\[[0-9a-fA-F:.]+\]|[^:@/?#\\\s]+)(?::(\d{1,5}))?$/.exec(authority) ?? []
  const port = digits === undefined ? defaultPort : Number(digits)
  if (written === '' || port === null || port < 1 || port > 65_535) return null
  const host = readHost(written)
  return host === null ? null : { host, port }
}

function readHost(written: string): string | null {
  try {
    const host = new URL(`http://${written}/`).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
    return isIP(host) !== 0 || name.test(host) ? host : null
  } catch {
    return null
  }
}

/** A host, with its port where that is not one of the web's. */
export function hostWithPort({ host, port }: Target): string {
  if (port === 443 || port === 80) return host
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Whether a host is one of these names; `*.` before a name stands for every name below it. */
export function isAmong(host: string, names: readonly string[]): boolean {
  return names.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one))
}
