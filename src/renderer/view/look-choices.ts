import { createStore } from 'zustand/vanilla'
import { browserStorage, readStoredJson, writeStored, type PageStorage } from '#renderer/client/stored.ts'
import type { Choice, DiffLayout, WidthClass } from './room.ts'

/** How the person looks at diffs in windows of each width, where it is not as the settings say. */
export interface LookChoices {
  readonly layout: Readonly<Partial<Record<WidthClass, Choice<DiffLayout>>>>
  readonly wrap: Readonly<Partial<Record<WidthClass, Choice<boolean>>>>
}

const storageName = 'winnow.look'

/** What is kept of the choices; whatever makes no sense is left out. */
export function readChoices(storage: PageStorage): LookChoices {
  const stored = readStoredJson(storage, storageName)
  const field = (of: unknown, name: string): unknown =>
    typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined
  const choices = <T>(
    name: string,
    isValue: (value: unknown) => value is T,
  ): Partial<Record<WidthClass, Choice<T>>> => {
    const kept: Partial<Record<WidthClass, Choice<T>>> = {}
    for (const width of ['narrow', 'small', 'medium', 'wide'] as const) {
      const choice = field(field(stored, name), width)
      const [value, over] = [field(choice, 'value'), field(choice, 'over')]
      if (isValue(value) && isValue(over)) kept[width] = { value, over }
    }
    return kept
  }
  return {
    layout: choices('layout', (value): value is DiffLayout => value === 'split' || value === 'unified'),
    wrap: choices('wrap', (value): value is boolean => typeof value === 'boolean'),
  }
}

/** The choices of this browser; a reload keeps them. */
export const lookChoices = createStore<LookChoices>(() => readChoices(browserStorage))

/** Keeps a choice for windows of a width. */
export function choose<Name extends keyof LookChoices>(
  name: Name,
  width: WidthClass,
  choice: NonNullable<LookChoices[Name][WidthClass]>,
): void {
  lookChoices.setState((state) => ({ [name]: { ...state[name], [width]: choice } }))
  writeStored(browserStorage, storageName, JSON.stringify(lookChoices.getState()))
}
