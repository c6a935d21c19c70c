import type { CDPSession, Page } from '@playwright/test'

const virtualKeys = { Enter: 13, Escape: 27 } as const

/** Modifiers as the protocol of the browser counts them. */
export const held = { none: 0, alt: 1, control: 2, shift: 8 } as const

/** A keyboard and an input method that Playwright has no layout for: keys by place and by what they type. */
export class Keyboard {
  readonly #browser: CDPSession

  constructor(browser: CDPSession) {
    this.#browser = browser
  }

  static async of(page: Page): Promise<Keyboard> {
    return new Keyboard(await page.context().newCDPSession(page))
  }

  /** Shows text that is being composed where the focus is; nothing of it is confirmed yet. */
  async compose(text: string): Promise<void> {
    await this.#browser.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  }

  /** Ends the composition with a text. */
  async commit(text: string): Promise<void> {
    await this.#browser.send('Input.insertText', { text })
  }

  /** Presses a key with a name, as it is told while an input method is at work. */
  async name(name: 'Enter' | 'Escape'): Promise<void> {
    const key = { key: name, code: name, windowsVirtualKeyCode: virtualKeys[name] }
    await this.#browser.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
    await this.#browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  }

  /** Presses the key at a place ("KeyA"), which types `key`. */
  async place(code: string, key: string, modifiers: number = held.none): Promise<void> {
    const press = { key, code, modifiers, windowsVirtualKeyCode: code.charCodeAt(code.length - 1) }
    const types = key !== 'Dead' && (modifiers === held.none || modifiers === held.shift)
    await this.#browser.send('Input.dispatchKeyEvent', {
      type: types ? 'keyDown' : 'rawKeyDown',
      ...press,
      ...(types ? { text: key } : {}),
    })
    await this.#browser.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press })
  }
}
