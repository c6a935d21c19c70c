import { execFileSync } from 'node:child_process'
import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { readPlainConfig } from './filter-config.ts'
import { revisionRef, setHiddenRef } from './hidden-ref.ts'
import { copyIndexFile, readIndex } from './index-copy.ts'
import { readPlainFile, withPlainFile } from './plain-file.ts'
import { readCommonDir, readGitFile, readWorktreeFolder } from './gitfile.ts'

let folder: ReturnType<typeof temporaryFolder>
const at = (name: string): string => path.join(folder.path, name)

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => {
  // Whoever waits for a pipe, which fails a test, is let go: the process could not end otherwise.
  for (const file of readdirSync(folder.path).map(at))
    if (lstatSync(file).isFIFO()) closeSync(openSync(file, constants.O_RDWR | constants.O_NONBLOCK))
  folder.remove()
})

describe('a plain file', () => {
  const read = (file: string, options = {}): Promise<string | null> =>
    withPlainFile(file, (handle) => handle.readFile('utf8'), options)

  it('is read, also through a link unless told otherwise', async () => {
    writeFileSync(at('file'), 'text')
    symlinkSync('file', at('link'))
    expect(await read(at('file'))).toBe('text')
    expect(await read(at('link'))).toBe('text')
    await expect(read(at('link'), { followLinks: false })).rejects.toThrow('ELOOP')
    await expect(read(at('none'))).rejects.toThrow('ENOENT')
    expect([await readPlainFile(at('file'), 2), await readPlainFile(at('none'))]).toEqual(['te', null])
  })

  it('is no pipe, device, socket or folder', async () => {
    execFileSync('mkfifo', [at('pipe')])
    symlinkSync('/dev/zero', at('zero'))
    const server = createServer().listen(at('socket'))
    for (const name of ['pipe', 'zero', 'socket', '.']) {
      expect([name, await read(at(name))]).toEqual([name, null])
      expect([name, await readPlainFile(at(name))]).toEqual([name, null])
    }
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('what git is told of a repository', () => {
  it('is not waited for when pipes are in the place of its files', async () => {
    for (const name of ['config', 'index', 'commondir', 'gitdir', '.git']) execFileSync('mkfifo', [at(name)])
    expect(await readPlainConfig(folder.path)).toBeNull()
    expect(await setHiddenRef(folder.path, revisionRef('s1', 1), '0'.repeat(40), null)).toBe(false)
    expect(await readIndex(folder.path)).toBeNull()
    expect(await copyIndexFile(at('index'), at('copy'))).toBe(false)
    expect(await readCommonDir(folder.path)).toBeNull()
    expect(await readWorktreeFolder(folder.path)).toBeNull()
    expect(await readGitFile(at('.git'))).toBeNull()
  })

  it('is not waited for when a pipe takes the place of a file just then', async ({ signal }) => {
    writeFileSync(at('file'), 'text')
    execFileSync('mkfifo', [at('pipe')])
    const over = new AbortController()
    const ended = AbortSignal.any([signal, over.signal])
    const swap = async (): Promise<void> => {
      for (let round = 0; !ended.aborted; round += 1) {
        linkSync(at(round % 2 === 0 ? 'pipe' : 'file'), at('next'))
        renameSync(at('next'), at('config'))
        await new Promise(setImmediate)
      }
    }
    const swapping = swap()
    const seen = { file: 0, pipe: 0 }
    while (seen.file < 200 || seen.pipe < 200)
      seen[(await readPlainConfig(folder.path)) === null ? 'pipe' : 'file'] += 1
    over.abort()
    await swapping
    expect(Math.min(seen.file, seen.pipe)).toBe(200)
  })
})

describe('the pointers between the folders of a repository', () => {
  it('are read as git reads them', async () => {
    writeFileSync(at('.git'), 'gitdir: sub/a b\r\n\n')
    writeFileSync(at('commondir'), '../x \r\n')
    writeFileSync(at('gitdir'), '/w/tree/.git \n')
    expect(await readGitFile(at('.git'))).toBe(at('sub/a b'))
    expect(await readCommonDir(folder.path)).toBe(path.resolve(folder.path, '../x '))
    expect(await readWorktreeFolder(folder.path)).toBe('/w/tree')
  })

  it('are none where there is no such text', async () => {
    for (const text of ['', 'gitdir: ', 'gitdir: \n', ' gitdir: x', 'x\ngitdir: y']) {
      writeFileSync(at('.git'), text)
      expect([text, await readGitFile(at('.git'))]).toEqual([text, null])
    }
    expect(await readCommonDir(folder.path)).toBe(folder.path)
    writeFileSync(at('commondir'), 'x'.repeat(10_000))
    expect(await readCommonDir(folder.path)).toBeNull()
    expect(await readWorktreeFolder(folder.path)).toBeNull()
  })
})
