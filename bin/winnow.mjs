#!/usr/bin/env node
// Starts the built command line; builds it first where that has not happened. Nothing else belongs here.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 11)) {
  process.stderr.write(
    `Winnow needs Node 20.11 or newer; this is ${process.versions.node}. Nothing was started.\n`,
  )
  process.exit(1)
}

const cli = new URL('../out/main/cli.js', import.meta.url)
if (!existsSync(cli)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const ownNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url))
  if (!existsSync(ownNode)) {
    process.stderr.write(`Winnow is not installed in ${root} yet. Run: npm ci\n`)
    process.exit(1)
  }
  // The standard output belongs to the command that was asked for, and what builds says matters only where it failed.
  process.stderr.write('Building Winnow (once).\n')
  const built = spawnSync(ownNode, ['scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    process.stderr.write(`${built.stdout}${built.stderr}`)
    process.stderr.write('Winnow could not be built; the reason stands above. Nothing was started.\n')
    process.exit(1)
  }
}

// Compiled code is kept between runs where Node can (22.1 on): the command line starts faster.
createRequire(import.meta.url)('node:module').enableCompileCache?.()
await import(cli.href)
