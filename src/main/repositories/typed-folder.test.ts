import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '#test/support/repository.ts'
import { completeFolder, typedFolder } from './typed-folder.ts'

const home = temporaryFolder('winnow-typed-')
afterAll(() => home.remove())
const place = (...names: readonly string[]): string => path.join(home.path, ...names)
for (const name of ['pond/.git', 'pond-two', 'Lake', '.hidden/.git'])
  mkdirSync(place(name), { recursive: true })
writeFileSync(place('pond.txt'), '')
symlinkSync(place('pond'), place('pool'))
symlinkSync(place('nowhere'), place('poor'))

describe('a typed folder', () => {
  it.each([
    ['~', ''],
    ['~/pond', 'pond'],
    [' ~/pond ', 'pond'],
    ['"~/pond"', 'pond'],
    ["'~/a b'", 'a b'],
  ])('%s is below the home folder', (typed, below) => {
    expect(typedFolder(typed, home.path)).toBe(path.join(home.path, below))
  })

  it('is meant to the letter where it is absolute', () => {
    expect(typedFolder('/tmp/pond ', home.path)).toBe('/tmp/pond ')
  })

  it('may be pasted as an address or in quotes', () => {
    expect(typedFolder('file:///tmp/a%20b', home.path)).toBe('/tmp/a b')
    expect(typedFolder('"/tmp/a b"', home.path)).toBe('/tmp/a b')
    expect(typedFolder('file://elsewhere/tmp', home.path)).toBe('file://elsewhere/tmp')
  })
})

describe('completion of a folder', () => {
  const names = async (text: string): Promise<readonly string[]> =>
    (await completeFolder(text, home.path)).map((one) => path.relative(home.path, one.path))

  it('gives folders and links to folders, no files and no hidden ones', async () => {
    expect(await names('~/po')).toEqual(['pond', 'pond-two', 'pool'])
    expect(await names('~')).toEqual(['Lake', 'pond', 'pond-two', 'pool'])
    expect(await names(`${home.path}/`)).toEqual(['Lake', 'pond', 'pond-two', 'pool'])
  })

  it('says which are repositories', async () => {
    const found = await completeFolder('~/pond', home.path)
    expect(found.map((one) => one.repository)).toEqual([true, false])
  })

  it('finds in any case only what is found in no other way, and hidden ones after a dot', async () => {
    expect(await names('~/la')).toEqual(['Lake'])
    expect(await names('~/.h')).toEqual(['.hidden'])
  })

  it('gives nothing where nothing can be read', async () => {
    expect(await names('~/nowhere/at/all')).toEqual([])
    expect(await names('pond')).toEqual([])
    expect(await names('~/pond.txt/')).toEqual([])
  })
})
