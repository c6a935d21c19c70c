import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Compositions, type ComposedPress } from './composition.ts'

const enter: ComposedPress = {
  key: 'Enter',
  code: 'Enter',
  keyCode: 13,
  isComposing: false,
  repeat: false,
  timeStamp: 1000,
}
const taken: Partial<ComposedPress>[] = [{ isComposing: true }, { keyCode: 229 }, { key: 'Process' }]

describe('compositions', () => {
  it('take every press while they go on', () => {
    const compositions = new Compositions()
    for (const key of ['Enter', 'Escape', 'Tab', ' ', 'ArrowDown', 'a'])
      for (const mark of taken) expect(compositions.takes({ ...enter, key, ...mark })).toBe(true)
  })

  it('take the Enter that ends them in the order of Chromium, and not the next one', () => {
    const compositions = new Compositions()
    expect(compositions.takes({ ...enter, isComposing: true, keyCode: 229 })).toBe(true)
    compositions.ended(1001)
    compositions.released('Enter')
    expect(compositions.takes({ ...enter, timeStamp: 1003 })).toBe(false)
  })

  it('take the Enter that ends them in the order of Safari, and not the next one', () => {
    const compositions = new Compositions()
    // Safari tells when the key went down, which is before the end that it caused.
    for (const at of [995, 1000, 1004]) {
      compositions.ended(1000)
      expect(compositions.takes({ ...enter, timeStamp: at })).toBe(true)
      expect(compositions.takes({ ...enter, timeStamp: at + 5, repeat: true })).toBe(true)
      compositions.released('Enter')
      expect(compositions.takes({ ...enter, timeStamp: at + 10 })).toBe(false)
    }
  })

  it('take the key that ended them for as long as it is held', () => {
    const compositions = new Compositions()
    compositions.takes({ ...enter, isComposing: true })
    compositions.ended(1000)
    for (const later of [500, 530, 560])
      expect(compositions.takes({ ...enter, timeStamp: 1000 + later, repeat: true })).toBe(true)
    expect(compositions.takes({ ...enter, timeStamp: 2000 })).toBe(false)
  })

  it('leave what is typed after them, and Enter a moment later', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a', 'я', '1', '.'),
        fc.nat(15),
        fc.integer({ min: 20, max: 5000 }),
        (key, soon, late) => {
          const compositions = new Compositions()
          compositions.ended(1000)
          expect(compositions.takes({ ...enter, key, code: 'KeyX', timeStamp: 1000 + soon })).toBe(false)
          compositions.ended(1000)
          expect(compositions.takes({ ...enter, timeStamp: 1000 + late })).toBe(false)
        },
      ),
    )
  })

  it('leave Escape to the person once Enter confirmed what stays composed', () => {
    const compositions = new Compositions()
    const escape = { ...enter, key: 'Escape', code: 'Escape', keyCode: 27, isComposing: true }
    expect(compositions.takes(escape)).toBe(true)
    compositions.released('Escape')
    expect(compositions.takes(escape)).toBe(true)
    compositions.takes({ ...enter, isComposing: true })
    compositions.released('Enter')
    expect(compositions.takes({ ...escape, keyCode: 229 })).toBe(true)
    expect(compositions.takes(escape)).toBe(false)
    compositions.went()
    expect(compositions.takes(escape)).toBe(true)
  })

  it('hold nothing that went up where nobody saw it', () => {
    const compositions = new Compositions()
    compositions.takes({ ...enter, isComposing: true })
    compositions.released(null)
    expect(compositions.takes({ ...enter, repeat: true })).toBe(false)
  })
})
