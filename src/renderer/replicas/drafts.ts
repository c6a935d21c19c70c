import type { Client } from '#renderer/client/context.ts'

/** Milliseconds of rest in typing after which a draft is kept. */
const rest = 400
/** Texts that the workbench does not have yet: they outlive a page that goes away while it is not connected. */
const storageName = 'winnow.unsaved'

const waiting = new Map<
  string,
  { readonly timer: ReturnType<typeof setTimeout>; readonly saveNow: () => void }
>()

function unsaved(): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageName) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return {}
  }
}

function remember(name: string, text: string | null): void {
  const { [name]: _before, ...others } = unsaved()
  try {
    localStorage.setItem(storageName, JSON.stringify(text === null ? others : { ...others, [name]: text }))
  } catch {
    // Without storage the draft waits in the page alone.
  }
}

function save(client: Client, name: string, text: string): void {
  waiting.delete(name)
  client.workbench.saveDraft({ name, text }).then(
    () => {
      if (unsaved()[name] === text) remember(name, null)
    },
    // It is still in this browser; the next key tries again.
    () => undefined,
  )
}

/** Keeps the text of an unfinished field: here at once, in the workbench soon. */
export function keepDraft(client: Client, name: string, text: string): void {
  remember(name, text)
  clearTimeout(waiting.get(name)?.timer)
  const saveNow = (): void => save(client, name, text)
  waiting.set(name, { timer: setTimeout(saveNow, rest), saveNow })
}

window.addEventListener('pagehide', () => {
  for (const { timer, saveNow } of [...waiting.values()]) {
    clearTimeout(timer)
    saveNow()
  }
})

/** The unfinished texts by name, those first that the workbench never got. */
export async function readDrafts(client: Client): Promise<Readonly<Record<string, string>>> {
  const drafts = await client.workbench.drafts()
  const left = unsaved()
  for (const [name, text] of Object.entries(left)) if (!waiting.has(name)) save(client, name, text)
  return { ...drafts, ...left }
}
