import { expect, test } from 'vitest'
import { NotAcknowledgedError } from './by-hand.ts'
import { ReconnectingLink, type Attempt } from './reconnecting-link.ts'

const options = { context: {} }

test('what only the person may ask for is not sent once the workbench is back', async () => {
  const attempts: ((attempt: Attempt) => void)[] = []
  const link = new ReconnectingLink(() => new Promise((resolve) => attempts.push(resolve)))
  const states: string[] = []
  link.onState(({ kind }) => states.push(kind))
  void link.connect().catch(() => undefined)
  attempts.shift()?.({ kind: 'failed' })
  await expect.poll(() => states).toContain('reconnecting')

  const landing = link.call(['landing', 'land'], { session: 's' }, options)
  await expect(landing).rejects.toBeInstanceOf(NotAcknowledgedError)
  await expect(landing).rejects.toMatchObject({ asked: 'land the session', session: 's', begun: false })
  // What can be asked twice waits for the workbench instead.
  const waiting = link.call(['session', 'list'], undefined, options).then(
    () => 'answered',
    (error: unknown) => String(error),
  )
  await expect.poll(() => attempts.length).toBeGreaterThan(0)
  attempts.shift()?.({ kind: 'refused', message: 'Ask for a fresh link.' })
  expect(await waiting).toContain('Ask for a fresh link.')
})
