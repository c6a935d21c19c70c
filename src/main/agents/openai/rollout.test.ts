import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { userMessage } from './items.ts'
import { Rollout, rolloutFile } from './rollout.ts'

let folder: string
let rollout: Rollout

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rollout-'))
  rollout = await Rollout.open(folder)
})
afterEach(async () => {
  await rollout.close()
  await rm(folder, { recursive: true })
})

const said = (text: string) => ({ type: 'item', item: userMessage(text) }) as const
const textUpTo = async (place: number): Promise<string> =>
  (await readFile(rolloutFile(folder))).subarray(0, place).toString()

it('gives the place behind what it was told so far, though more is told while that is written', async () => {
  const before = rollout.append(said('à'), said('one'))
  const place = rollout.place()
  const after = rollout.append(said('two'))
  await Promise.all([before, after])
  const upTo = await textUpTo(await place)
  expect(upTo).toContain('one')
  expect(upTo.endsWith('\n')).toBe(true)
  expect(upTo).not.toContain('two')
  expect(await textUpTo(await rollout.place())).toContain('two')
})

it('gives the place of a file that has nothing new to write', async () => {
  await rollout.append(said('one'))
  const place = await rollout.place()
  expect(await textUpTo(place)).toBe(await readFile(rolloutFile(folder), 'utf8'))
})
