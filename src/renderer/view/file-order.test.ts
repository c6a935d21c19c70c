import { beforeEach, expect, test, vi } from 'vitest'
import type * as FileOrderModule from './file-order.ts'

/** Another page of the same browser. */
async function page(): Promise<typeof FileOrderModule> {
  vi.resetModules()
  return await import('./file-order.ts')
}

beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => kept.set(name, text),
  })
  return () => vi.unstubAllGlobals()
})

test('an order is kept for its repository, beside what another window chose for another', async () => {
  const one = await page()
  expect(one.fileOrderOf('harbour')).toBe('reading')
  const other = await page()
  one.chooseFileOrder('harbour', 'size')
  other.chooseFileOrder('pond', 'path')
  const next = await page()
  expect(['harbour', 'pond', 'lake'].map((name) => next.fileOrderOf(name))).toEqual([
    'size',
    'path',
    'reading',
  ])
})

test('what makes no sense is left out', async () => {
  localStorage.setItem('winnow.fileOrder', '{"harbour": "luck", "pond": "path"}')
  const { fileOrderOf } = await page()
  expect([fileOrderOf('harbour'), fileOrderOf('pond')]).toEqual(['reading', 'path'])
  localStorage.setItem('winnow.fileOrder', '{')
  expect((await page()).fileOrderOf('pond')).toBe('reading')
})
