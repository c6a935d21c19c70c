import { afterEach, describe, expect, it } from 'vitest'
import type { Disposable } from '#shared/base/disposable.ts'
import { commands } from '#shared/commands/index.ts'
import { disabledReasonOf, registerCommand, runCommand, watchCommands } from './runtime.ts'

const registered: Disposable[] = []
afterEach(() => {
  for (const each of registered.splice(0)) each.dispose()
})

describe('the runtime of commands', () => {
  it('runs the newest handler, and the one before when that is gone', () => {
    const heard: string[] = []
    registered.push(
      registerCommand('review.accept', { run: () => heard.push('first'), disabledReason: null }),
    )
    const newer = registerCommand('review.accept', { run: () => heard.push('second'), disabledReason: null })
    expect(runCommand('review.accept')).toBe(true)
    newer.dispose()
    newer.dispose()
    runCommand('review.accept')
    expect(heard).toEqual(['second', 'first'])
  })

  it('says why a disabled command does nothing, but not at every repeat of a held key', () => {
    const refused: string[] = []
    watchCommands({
      refused: (id, reason, by) => refused.push(`${id} by ${by}: ${reason}`),
      opening: () => undefined,
    })
    registered.push(
      registerCommand('landing.open', {
        run: () => refused.push('ran'),
        disabledReason: 'Nothing is accepted yet.',
      }),
    )
    expect(runCommand('landing.open', { by: 'key' })).toBe(true)
    expect(runCommand('landing.open', { by: 'key', repeat: true })).toBe(true)
    expect(refused).toEqual(['landing.open by key: Nothing is accepted yet.'])
    expect(disabledReasonOf('landing.open')).toBe('Nothing is accepted yet.')
  })

  it('keeps the next keys for what a command opens, before it runs', () => {
    const heard: string[] = []
    watchCommands({
      refused: () => undefined,
      opening(id, open) {
        heard.push(`keys for ${id}`)
        open()
      },
    })
    for (const id of ['composer.open', 'review.accept'] as const)
      registered.push(registerCommand(id, { run: () => heard.push(id), disabledReason: null }))
    runCommand('composer.open', { by: 'key' })
    runCommand('review.accept', { by: 'key' })
    expect(heard).toEqual(['keys for composer.open', 'composer.open', 'review.accept'])
  })

  it('leaves a command without a handler alone', () => {
    expect(runCommand('review.reject')).toBe(false)
    expect(disabledReasonOf('review.reject')).toBe('It does not apply to what is on screen.')
  })

  it('tells the handler how it was asked for', () => {
    const asked: unknown[] = []
    registered.push(
      registerCommand('review.nextHunk', {
        run: (invocation) => asked.push(invocation),
        disabledReason: null,
      }),
    )
    runCommand('review.nextHunk', { by: 'key', repeat: true, at: 12 })
    expect(asked).toEqual([{ by: 'key', repeat: true, at: 12 }])
  })

  it('runs what is not a step once for a key that is held down', () => {
    const ran: string[] = []
    for (const { id } of commands)
      registered.push(registerCommand(id, { run: () => ran.push(id), disabledReason: null }))
    for (const { id } of commands) expect(runCommand(id, { by: 'key', repeat: true })).toBe(true)
    expect(ran).toEqual([
      'review.nextUndecided',
      'review.previousUndecided',
      'review.nextHunk',
      'review.previousHunk',
      'review.nextFile',
      'review.previousFile',
      'review.scroll',
      'lines.next',
      'lines.previous',
      'queue.next',
      'queue.previous',
      'landing.nextFile',
      'landing.previousFile',
      'find.next',
      'find.previous',
      'view.largerText',
      'view.smallerText',
    ])
  })
})
