import { describe, expect, test } from 'vitest'
import { ok } from '#shared/base/result.ts'
import type { DecidedFile } from '#shared/domain/review/decided.ts'
import type { DisplaySide, FileText } from '#shared/domain/changeset/file-text.ts'
import type { Client } from '#renderer/client/context.ts'
import { TextCache } from './text-cache.ts'

const file: DecidedFile = {
  path: 'a.ts',
  oldPath: null,
  change: 'added',
  oldMode: '000000',
  newMode: '100644',
  oldOid: null,
  newOid: '1'.repeat(40),
  binary: false,
  hunks: [],
  edits: [],
}

/** A workbench that has one text of so many bytes; it keeps the limits it was asked with. */
function cacheOf(bytes: number): { readonly cache: TextCache; readonly asked: (number | undefined)[] } {
  const asked: (number | undefined)[] = []
  const side = (omitted: DisplaySide['omitted']): DisplaySide => ({
    oid: file.newOid ?? '',
    bytes,
    text: omitted === null ? 'a\n' : '',
    encoding: 'utf-8',
    guessed: false,
    crlf: false,
    bom: false,
    endsWithNewline: true,
    readOnly: null,
    omitted,
  })
  const client = {
    changeset: {
      file: ({ limit }: { limit?: number }) => {
        asked.push(limit)
        const after = side(limit !== undefined && bytes > limit ? 'tooLarge' : null)
        return Promise.resolve(ok<FileText>({ path: file.path, before: null, after, lines: [] }))
      },
    },
  }
  return { cache: new TextCache(client as unknown as Client, 's', () => null), asked }
}

const textOf = (cache: TextCache): string | undefined => cache.peek(1, file)?.after?.text

describe('texts fetched ahead', () => {
  test('one of usual size is there when it is wanted, and is not asked for again', async () => {
    const { cache, asked } = cacheOf(1000)
    await cache.ahead(1, file)
    expect(textOf(cache)).toBe('a\n')
    await cache.load(1, file)
    expect(asked).toHaveLength(1)
  })

  test('a large one is left out, once, and comes whole when it is wanted', async () => {
    const { cache, asked } = cacheOf(5_000_000)
    expect(await cache.ahead(1, file)).toBe(null)
    expect(await cache.ahead(1, file)).toBe(null)
    expect(asked).toHaveLength(1)
    expect(textOf(cache)).toBe(undefined)
    await cache.load(1, file)
    expect(asked).toEqual([1_000_000, undefined])
    expect(textOf(cache)).toBe('a\n')
    expect(await cache.ahead(1, file)).toBe(null)
  })

  test('a large one that is wanted before the answer came is asked for whole', async () => {
    const { cache, asked } = cacheOf(5_000_000)
    const ahead = cache.ahead(1, file)
    const [one, other] = await Promise.all([cache.load(1, file), cache.load(1, file)])
    expect(await ahead).toBe(null)
    expect(one.ok && one.value.after?.text).toBe('a\n')
    expect(other).toEqual(one)
    expect(asked).toEqual([1_000_000, undefined])
    expect(textOf(cache)).toBe('a\n')
  })
})
