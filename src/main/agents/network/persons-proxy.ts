import type { Socket } from 'node:net'
import type { Environment } from '../adapter.ts'
import { readTarget, type Target } from './target.ts'

/** Bytes that a proxy's answer may have before the tunnel begins. */
const mostHead = 64 * 1024

/** The proxy of the person's own by which a target is reached; null where it is reached directly. */
export function personsProxy(env: Environment, { host, port }: Target): URL | null {
  const variable = (name: string): string => env[name.toLowerCase()] || env[name] || ''
  const text = variable(port === 80 ? 'HTTP_PROXY' : 'HTTPS_PROXY') || variable('ALL_PROXY')
  if (!/^http:\/\//i.test(text) || !URL.canParse(text)) return null
  const direct = variable('NO_PROXY')
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .some((one) => {
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(one) ?? []
      if (one === '*') return true
      return (
        name !== '' &&
        (only === undefined || Number(only) === port) &&
        (host === name || host.endsWith(`.${name}`))
      )
    })
  return direct ? null : new URL(text)
}

/** Where a proxy listens; null where its address names none. */
export function placeOf(proxy: URL): Target | null {
  return readTarget(proxy.host, 80)
}

/** Has the proxy at the other end of a socket connect to a target. Rejects where it does not. */
export function tunnelThrough(socket: Socket, proxy: URL, { host, port }: Target): Promise<Socket> {
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const who = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const login = who === ':' ? [] : [`Proxy-Authorization: Basic ${Buffer.from(who).toString('base64')}`]
  socket.write([`CONNECT ${place} HTTP/1.1`, `Host: ${place}`, ...login, '', ''].join('\r\n'))
  return new Promise((resolve, reject) => {
    let said = Buffer.alloc(0)
    const fail = (why: string): void => {
      socket.off('data', hear)
      socket.destroy()
      reject(new Error(`your proxy ${proxy.host} ${why}`))
    }
    const gone = (): void => fail('ended the connection')
    const hear = (bytes: Buffer): void => {
      said = Buffer.concat([said, bytes])
      const end = said.indexOf('\r\n\r\n')
      if (end === -1) return said.length > mostHead ? fail('gave no answer') : undefined
      const [line = ''] = said.toString('latin1', 0, end).split('\r\n')
      if (!/^HTTP\/1\.\d 2\d\d/.test(line)) return fail(`said “${line.slice(0, 100)}”`)
      socket.off('data', hear).off('close', gone)
      socket.pause()
      if (said.length > end + 4) socket.unshift(said.subarray(end + 4))
      resolve(socket)
    }
    socket.on('error', () => undefined)
    socket.on('data', hear).once('close', gone)
  })
}
