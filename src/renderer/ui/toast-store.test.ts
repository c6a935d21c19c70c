import { describe, expect, it } from 'vitest'
import { forgetFailures, reportFailure, tell, toasts } from './toast-store.ts'

const shown = (): readonly string[] => toasts.getState().shown.map(({ text }) => text)

describe('messages', () => {
  it('of a failure go when the same is done with success; others stay', () => {
    reportFailure({ message: 'There is no repository here.' }, 'opening a repository')
    reportFailure({ message: 'The session could not be stopped.' })
    tell('3 hunks accepted at once.')
    reportFailure({ message: 'The folder can not be read.' }, 'opening a repository')
    expect(shown()).toHaveLength(4)
    forgetFailures('opening a repository')
    expect(shown()).toEqual(['The session could not be stopped.', '3 hunks accepted at once.'])
  })
})
