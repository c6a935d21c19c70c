import { useEffect } from 'react'
import { browserStorage, readStored, writeStored } from '#renderer/client/stored.ts'
import { useSettings } from '#renderer/replicas/context.ts'

type Theme = 'light' | 'dark'
const storageName = 'winnow.theme'
const systemDark = window.matchMedia('(prefers-color-scheme: dark)')

function apply(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
}

function resolve(setting: string | null): Theme {
  if (setting === 'light' || setting === 'dark') return setting
  return systemDark.matches ? 'dark' : 'light'
}

/** The theme on screen now. */
export function currentTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'
}

/** Sets the theme of the last time before the settings are here, so that nothing flashes. */
export function applyRememberedTheme(): void {
  apply(resolve(readStored(browserStorage, storageName)))
}

/** Keeps the theme and the size of code on screen as the settings and the system say. */
export function useAppearance(): void {
  const theme = useSettings((settings) => settings.theme)
  const size = useSettings((settings) => settings.codeFontSize)
  const ligatures = useSettings((settings) => settings.ligatures)
  useEffect(() => {
    const update = (): void => apply(resolve(theme))
    writeStored(browserStorage, storageName, theme)
    update()
    systemDark.addEventListener('change', update)
    return () => systemDark.removeEventListener('change', update)
  }, [theme])
  useEffect(() => {
    const style = document.documentElement.style
    style.setProperty('--code-size', `${size}px`)
    style.setProperty('--code-line', `${Math.round(size * 1.54)}px`)
    style.setProperty('font-variant-ligatures', ligatures ? 'normal' : 'no-contextual')
  }, [size, ligatures])
}
