import { expect, test } from 'vitest'
import { createAnswer } from './answer.ts'

test('several views that open together ask once; one that opens later asks again', async () => {
  const asked: PromiseWithResolvers<string>[] = []
  const answer = createAnswer(() => {
    const one = Promise.withResolvers<string>()
    asked.push(one)
    return one.promise
  })
  const loads = [answer.load(), answer.load(), answer.load()]
  expect(asked).toHaveLength(1)
  asked[0]?.resolve('first')
  await Promise.all(loads)
  expect(answer.store.getState().value).toBe('first')

  const silent = answer.load()
  expect(asked).toHaveLength(2)
  asked[1]?.reject(new Error('the connection is lost'))
  await silent
  expect(answer.store.getState().value).toBe('first')

  const later = answer.load()
  asked[2]?.resolve('third')
  await later
  expect(answer.store.getState().value).toBe('third')
})
