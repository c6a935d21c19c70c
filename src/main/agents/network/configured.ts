import { open } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import type { Environment } from '../adapter.ts'
import { readTarget, type Target } from './target.ts'

/** Bytes of a settings file that are read. */
const mostBytes = 1024 * 1024

/** Servers of this machine's loopback, and others, that the person configured for an agent. */
export interface Configured {
  readonly local: readonly Target[]
  readonly remote: readonly Target[]
}

/**
 * What variables of the person's environment, and the agent's own settings, name as a model's server. Of settings only
 * what is on this machine counts: a program may have written ones that were not there. `closed` are ports that are never
 * given.
 */
export async function configuredServers(
  env: Environment,
  names: readonly string[],
  files: readonly string[],
  closed: readonly number[],
): Promise<Configured> {
  const ofVariables = names.flatMap((name) => targetsIn(env[name] ?? ''))
  const texts = await Promise.all(files.map(readText))
  const ofFiles = texts.flatMap(targetsIn).filter(({ host }) => isLoopback(host))
  const all = distinct([...ofVariables, ...ofFiles]).filter(
    ({ host, port }) => !isLoopback(host) || !closed.includes(port),
  )
  return {
    local: all.filter(({ host }) => isLoopback(host)),
    remote: all.filter(({ host }) => !isLoopback(host)),
  }
}

function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '0.0.0.0' || (isIPv4(host) && host.startsWith('127.'))
  )
}

function targetsIn(text: string): readonly Target[] {
  return [...text.matchAll(/\b(https?):\/\/([^\s"'`/?#\\<>,;)}]+)/gi)].flatMap(
    ([, scheme = '', authority = '']) => {
      const target = readTarget(authority, scheme.toLowerCase() === 'https' ? 443 : 80)
      return target === null ? [] : [target]
    },
  )
}

function distinct(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [`${target.host} ${target.port}`, target])).values()]
}

async function readText(file: string): Promise<string> {
  const opened = await open(file, 'r').catch(() => null)
  if (opened === null) return ''
  try {
    const { buffer, bytesRead } = await opened.read({ buffer: Buffer.alloc(mostBytes), position: 0 })
    return buffer.subarray(0, bytesRead).toString('utf8')
  } catch {
    return ''
  } finally {
    await opened.close()
  }
}
