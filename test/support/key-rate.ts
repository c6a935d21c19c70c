import type { CDPSession } from '@playwright/test'

/** A key as a keyboard would send it: a letter, or one of those with a name. */
export function keyEvents(key: string): readonly Record<string, unknown>[] {
  const letter = key.length === 1
  const code = letter ? (/[a-z]/i.test(key) ? `Key${key.toUpperCase()}` : key === ' ' ? 'Space' : '') : key
  const common = {
    key,
    code,
    windowsVirtualKeyCode: letter ? key.toUpperCase().charCodeAt(0) : key === 'Tab' ? 9 : 0,
  }
  return [
    { type: letter ? 'keyDown' : 'rawKeyDown', ...common, ...(letter ? { text: key } : {}) },
    { type: 'keyUp', ...common },
  ]
}

/**
 * Presses keys at a fixed rate, whatever the page does meanwhile: the next one goes out on time even if nothing has
 * answered the one before. Resolves when the page has taken the last one. `until` ends it early.
 */
export async function pressAtRate(
  session: CDPSession,
  keys: Iterable<string>,
  perSecond: number,
  until: () => boolean = () => false,
): Promise<number> {
  const sent: Promise<unknown>[] = []
  const startedAt = performance.now()
  let pressed = 0
  for (const key of keys) {
    if (until()) break
    const due = startedAt + (pressed * 1000) / perSecond
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
    for (const event of keyEvents(key))
      sent.push(session.send('Input.dispatchKeyEvent', event as Parameters<typeof session.send>[1] as never))
    pressed += 1
  }
  await Promise.all(sent)
  return pressed
}
