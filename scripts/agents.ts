import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root, run } from './command.ts'

const folder = path.join(root, 'test', 'agents')

/** The names and versions in a lockfile, whatever else npm notes in it. */
function versionsIn(file: string): string {
  if (!existsSync(file)) return ''
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>
  }
  return Object.entries(packages)
    .filter(([name, { optional }]) => name !== '' && optional !== true)
    .map(([name, { version }]) => `${name} ${version ?? ''}`)
    .sort()
    .join('\n')
}

/**
 * Brings the real agents that some tests drive, from a lockfile of their own; they are kept between runs. False where
 * they can't be had: these tests are skipped then.
 */
export async function ensureAgents(): Promise<boolean> {
  const wanted = versionsIn(path.join(folder, 'package-lock.json'))
  const there = versionsIn(path.join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === there) return true
  process.stderr.write('Fetching the real agents that some tests drive (some 1.3 GB, once).\n')
  // Not `npm ci`: that fails where a registry lacks a package for another system, which is optional here.
  const { exitCode } = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund'], {
    folder,
    timeout: 600_000,
  })
  return exitCode === 0
}
