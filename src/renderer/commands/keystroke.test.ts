import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commands } from '#shared/commands/index.ts'
import { splitKey } from '#shared/commands/keys.ts'
import { readKey, type KeyPress } from './keystroke.ts'
import { isOutsideLatin } from './layout.ts'

const places = ['KeyQ', 'KeyW', 'KeyE', 'KeyR', 'KeyT', 'KeyY', 'KeyU', 'KeyI', 'KeyO', 'KeyP', 'BracketLeft']
  .concat('BracketRight', 'KeyA', 'KeyS', 'KeyD', 'KeyF', 'KeyG', 'KeyH', 'KeyJ', 'KeyK', 'KeyL', 'Semicolon')
  .concat('Quote', 'KeyZ', 'KeyX', 'KeyC', 'KeyV', 'KeyB', 'KeyN', 'KeyM', 'Comma', 'Period', 'Slash')

/** What the three rows of letters type, in the order of the places above; `D` is the beginning of an accent. */
const rows = {
  us: "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
  russian: 'йцукенгшщзхъфывапролджэячсмитьбю.',
  greek: ";ςερτυθιοπ[]ασδφγηξκλD'ζχψωβνμ,./",
  hebrew: "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.",
  azerty: 'azertyuiopD$qsdfghjklmùwxcvbn,;:!',
  german: 'qwertzuiopü+asdfghjklöäyxcvbnm,.-',
  dvorak: "',.pyfgcrl/=aoeuidhtns-;qjkxbmwvz",
} as const

/** A layout as the page hears it: the character of each place. */
function layoutOf(name: keyof typeof rows): ReadonlyMap<string, string> {
  const characters = [...rows[name]]
  expect(characters).toHaveLength(places.length)
  return new Map(places.map((code, at) => [code, characters[at] === 'D' ? 'Dead' : (characters[at] ?? '')]))
}

const alone: KeyPress = {
  key: 'a',
  code: 'KeyA',
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  altGraph: false,
}
const press = (key: string, code: string, held: Partial<KeyPress> = {}): string | null =>
  readKey({ ...alone, key, code, ...held }, 'other', null)
const pressOnMac = (key: string, code: string, held: Partial<KeyPress> = {}): string | null =>
  readKey({ ...alone, key, code, ...held }, 'mac', null)

const latin = fc.constantFrom('us', 'azerty', 'german', 'dvorak' as const)
const foreign = fc.constantFrom('russian', 'greek', 'hebrew' as const)

describe('the key of a press', () => {
  it('is the letter that a Latin layout types, wherever it is', () => {
    fc.assert(
      fc.property(latin, fc.constantFrom(...places), fc.boolean(), (name, code, shiftKey) => {
        const typed = layoutOf(name).get(code) ?? ''
        fc.pre(/^\p{L}$/u.test(typed))
        const key = shiftKey ? typed.toUpperCase() : typed
        expect(press(key, code, { shiftKey })).toBe(`${shiftKey ? 'Shift+' : ''}${typed}`)
      }),
    )
  })

  it('is the place where a layout types letters of another script, with and without what the machine tells', () => {
    fc.assert(
      fc.property(
        foreign,
        fc.constantFrom(...places),
        fc.boolean(),
        fc.boolean(),
        (name, code, told, ctrlKey) => {
          const typed = layoutOf(name).get(code) ?? ''
          fc.pre(isOutsideLatin(typed))
          const expected = `${ctrlKey ? 'Mod+' : ''}${layoutOf('us').get(code)}`
          const layout = told ? layoutOf('us') : null
          expect(readKey({ ...alone, key: typed, code, ctrlKey }, 'other', layout)).toBe(expected)
          // Chromium may tell the layout that is on, which says no more than the event.
          expect(readKey({ ...alone, key: typed, code, ctrlKey }, 'other', layoutOf(name))).toBe(expected)
        },
      ),
    )
  })

  it('reaches every letter of the registry on a Russian keyboard', () => {
    const at = new Map([...layoutOf('us')].map(([code, letter]) => [letter, code]))
    for (const key of commands.flatMap((command) => command.keys)) {
      const { modifiers, key: letter } = splitKey(key)
      if (!/^[a-z]$/.test(letter)) continue
      const code = at.get(letter) ?? ''
      const shiftKey = modifiers.includes('Shift')
      const typed = layoutOf('russian').get(code) ?? ''
      const held = { shiftKey, ctrlKey: modifiers.includes('Mod') }
      expect(press(shiftKey ? typed.toUpperCase() : typed, code, held)).toBe(key)
    }
  })

  it('follows the machine’s own Latin layout beside another script', () => {
    // Bulgarian beside Dvorak: the key at S is an o.
    expect(readKey({ ...alone, key: 'ы', code: 'KeyS' }, 'other', layoutOf('dvorak'))).toBe('o')
    expect(readKey({ ...alone, key: 'Ы', code: 'KeyS', shiftKey: true }, 'other', layoutOf('dvorak'))).toBe(
      'Shift+o',
    )
  })

  it('is the character of what is no letter, whoever types it', () => {
    expect(press('.', 'Slash')).toBe('.')
    expect(press(',', 'Slash', { shiftKey: true })).toBe(',')
    expect(press('?', 'Digit7', { shiftKey: true })).toBe('?')
    expect(press('1', 'Digit1', { shiftKey: true })).toBe('1')
    expect(press('/', 'KeyQ')).toBe('/')
    expect(press('+', 'Equal', { shiftKey: true })).toBe('+')
  })

  it('is the place of what begins an accent or types two characters', () => {
    expect(press('Dead', 'BracketLeft')).toBe('[')
    expect(press('Dead', 'Quote', { shiftKey: true })).toBe('"')
    expect(press('Dead', 'Digit6', { shiftKey: true })).toBe('^')
    expect(press('لا', 'KeyB')).toBe('b')
    expect(press('´´', 'Equal')).toBe('=')
    expect(press('Dead', '')).toBeNull()
    expect(pressOnMac('Dead', 'KeyE', { altKey: true })).toBe('Alt+e')
    // The layout types an accent there, and with Shift nobody knows what.
    expect(
      readKey({ ...alone, key: 'Dead', code: 'BracketLeft' }, 'other', new Map([['BracketLeft', '^']])),
    ).toBe('^')
    expect(
      readKey(
        { ...alone, key: 'Dead', code: 'BracketLeft', shiftKey: true },
        'other',
        new Map([['BracketLeft', '^']]),
      ),
    ).toBeNull()
  })

  it('is the character that Option or AltGr made', () => {
    expect(press('[', 'Digit5', { altKey: true })).toBe('[')
    expect(pressOnMac('[', 'Digit5', { altKey: true })).toBe('[')
    expect(press('[', 'Digit8', { altGraph: true })).toBe('[')
    expect(press('[', 'Digit8', { altGraph: true, ctrlKey: true, altKey: true })).toBe('[')
    expect(press(']', 'Digit9', { ctrlKey: true, altKey: true })).toBe(']')
    expect(press('@', 'KeyQ', { altGraph: true })).toBe('@')
    expect(pressOnMac('å', 'KeyA', { altKey: true })).toBe('å')
    expect(press('µ', 'KeyM', { altGraph: true })).toBe('µ')
    expect(press('ּ', 'KeyA', { altGraph: true })).toBe('ּ')
  })

  it('keeps Alt where it made no other character', () => {
    expect(press('a', 'KeyA', { altKey: true })).toBe('Alt+a')
    expect(press('o', 'KeyS', { altKey: true })).toBe('Alt+o')
    expect(press('[', 'BracketLeft', { altKey: true })).toBe('Alt+[')
    expect(press('ф', 'KeyA', { altKey: true })).toBe('Alt+a')
    expect(press('Enter', 'Enter', { altKey: true })).toBe('Alt+Enter')
    expect(pressOnMac('˚', 'KeyK', { altKey: true, metaKey: true })).toBe('Mod+Alt+k')
  })

  it('is no key for modifiers alone, input methods and the other command key', () => {
    for (const key of ['Shift', 'Control', 'AltGraph', 'Process', 'Unidentified', 'CapsLock'])
      expect(press(key, 'KeyA')).toBeNull()
    expect(press('a', 'KeyA', { metaKey: true })).toBeNull()
    expect(pressOnMac('a', 'KeyA', { ctrlKey: true })).toBeNull()
    expect(press('ち', 'KeyA')).toBe('a')
    expect(press('ㅁ', 'KeyA')).toBe('a')
  })

  it('ignores the caps lock', () => {
    expect(press('A', 'KeyA')).toBe('a')
    expect(press('a', 'KeyA', { shiftKey: true })).toBe('Shift+a')
    expect(press(' ', 'Space', { shiftKey: true })).toBe('Shift+Space')
  })
})
