import { describe, expect, it } from 'vitest'
import { commands, findCommand } from './index.ts'
import { acceleratorOf, findKeyConflicts, keyText, splitKey } from './keys.ts'

describe('the command registry', () => {
  it('has no key that two commands claim at the same time', () => {
    expect(findKeyConflicts(commands)).toEqual([])
  })

  it('finds a conflict where there is one, and none between panes', () => {
    const record = { title: 'Do it', group: 'Window', keys: ['a'] } as const
    expect(
      findKeyConflicts([
        { ...record, id: 'one', scope: 'review' },
        { ...record, id: 'two', scope: 'everywhere' },
        { ...record, id: 'three', scope: 'queue' },
        { ...record, id: 'four', scope: 'composer' },
      ]),
    ).toEqual([
      { key: 'a', commands: ['one', 'two'] },
      { key: 'a', commands: ['two', 'three'] },
    ])
  })

  it('has unique ids and titles', () => {
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length)
    expect(new Set(commands.map((command) => command.title)).size).toBe(commands.length)
    expect(findCommand('review.accept')?.keys).toEqual(['a'])
    expect(findCommand('no.such')).toBeNull()
  })

  it('writes keys in one way', () => {
    const single =
      /^([a-z0-9]|F\d{1,2}|Arrow(Up|Down|Left|Right)|Enter|Tab|Space|Backspace|Escape|[?/+=\-,.[\]])$/
    for (const key of commands.flatMap((command) => command.keys)) {
      const parts = splitKey(key)
      expect(parts.key).toMatch(single)
      const order = ['Mod', 'Alt', 'Shift'].filter((modifier) => parts.modifiers.includes(modifier))
      expect(parts.modifiers).toEqual(order)
    }
  })

  it('lets no single key work while typing', () => {
    const useless = commands.filter(
      (command) => command.whileTyping === true && !command.keys.some((key) => acceleratorOf(key) !== null),
    )
    expect(useless).toEqual([])
  })
})

describe('keyText', () => {
  it('reads as people write keys', () => {
    expect(keyText('Mod+k', 'other')).toBe('Ctrl K')
    expect(keyText('Mod+k', 'mac')).toBe('⌘K')
    expect(keyText('Shift+a', 'other')).toBe('A')
    expect(keyText('Mod+Shift+z', 'other')).toBe('Ctrl Shift Z')
    expect(keyText('+', 'other')).toBe('+')
    expect(keyText('a', 'mac')).toBe('a')
    expect(acceleratorOf('Mod+Shift+z')).toBe('CmdOrCtrl+Shift+Z')
    expect(acceleratorOf('a')).toBeNull()
  })
})
