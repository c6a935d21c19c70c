import type { Client } from '#renderer/client/context.ts'

/** Milliseconds of rest in typing after which a draft is kept. */
const rest = 400

const waiting = new Map<
  string,
  { readonly timer: ReturnType<typeof setTimeout>; readonly save: () => void }
>()

/** Keeps the text of an unfinished field soon; at once when the page goes away. */
export function keepDraft(client: Client, name: string, text: string): void {
  const before = waiting.get(name)
  if (before !== undefined) clearTimeout(before.timer)
  const save = (): void => {
    waiting.delete(name)
    // A draft that could not be kept is still on screen; the next key tries again.
    client.workbench.saveDraft({ name, text }).catch(() => undefined)
  }
  waiting.set(name, { timer: setTimeout(save, rest), save })
}

window.addEventListener('pagehide', () => {
  for (const { timer, save } of [...waiting.values()]) {
    clearTimeout(timer)
    save()
  }
})
