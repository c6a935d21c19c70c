import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseMode, wantedModes, type OfferedModes } from './session-modes.ts'

const offered = (current: string, ...ids: readonly string[]): OfferedModes => ({
  current,
  modes: ids.map((id) => ({ id, name: id })),
})
const copilot = 'https://agentclientprotocol.com/protocol/session-modes#'

describe('the mode of a session', () => {
  test.each([
    ['claude', offered('auto', 'auto', 'default', 'acceptEdits', 'plan', 'bypassPermissions'), 'acceptEdits'],
    ['codex', offered('agent', 'read-only', 'agent', 'agent-full-access'), 'read-only'],
    ['gemini', offered('default', 'default', 'auto_edit', 'yolo', 'plan'), 'auto_edit'],
    ['copilot', offered(`${copilot}agent`, `${copilot}agent`, `${copilot}plan`, `${copilot}autopilot`), null],
  ])('of %s is one that asks', (_, modes, id) => {
    expect(chooseMode('ask', modes)).toEqual({ ok: true, value: id })
  })

  test('is told by its kind for each that can be wanted', () => {
    const modes = offered('default', 'default', 'autoEdit', `${copilot}plan`, 'yolo')
    const chosen = wantedModes.map((wanted) => chooseMode(wanted, modes))
    expect(chosen.map((one) => (one.ok ? one.value : null))).toEqual([
      'autoEdit',
      'default',
      `${copilot}plan`,
      'yolo',
    ])
  })

  test('is the one that the file names, and a name that is not offered is told', () => {
    const modes = offered('agent', 'agent', 'careful')
    expect(chooseMode('ask', modes, 'careful')).toEqual({ ok: true, value: 'careful' })
    const wrong = chooseMode('ask', modes, 'carefull')
    expect(wrong.ok ? '' : wrong.error).toContain('no mode “carefull”')
    expect(wrong.ok ? '' : wrong.error).toContain('“agent”, “careful”')
  })

  test('never is one that decides by itself, unless that was chosen', () => {
    const itself = ['auto', 'yolo', 'bypassPermissions', 'full-access', 'dontAsk', 'autopilot', 'never-ask']
    const ids = fc.uniqueArray(
      fc.constantFrom(...itself, 'default', 'agent', 'careful', 'plan', 'acceptEdits'),
      {
        minLength: 1,
      },
    )
    fc.assert(
      fc.property(
        ids,
        fc.nat(),
        fc.constantFrom('ask' as const, 'ask for edits' as const),
        (all, at, wanted) => {
          const current = all[at % all.length] ?? ''
          const chosen = chooseMode(wanted, offered(current, ...all))
          const id = chosen.ok ? (chosen.value ?? current) : null
          expect(itself).not.toContain(id)
          // It is refused where there is nothing else to be in, and not otherwise.
          expect(chosen.ok || itself.includes(current)).toBe(true)
        },
      ),
    )
  })

  test('can’t be chosen where the agent tells of none, but for asking', () => {
    expect(chooseMode('ask', null)).toEqual({ ok: true, value: null })
    expect(chooseMode('never ask', null).ok).toBe(false)
    expect(chooseMode('plan', null).ok).toBe(false)
  })
})
