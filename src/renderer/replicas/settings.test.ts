import { describe, expect, it, vi } from 'vitest'
import type { Settings } from '#shared/domain/settings/settings.ts'
import { createSettings, defaultSettings } from './settings.ts'

/** A workbench that answers when it is told to. */
function slowWorkbench() {
  const asked: { readonly change: Partial<Settings>; readonly answer: PromiseWithResolvers<Settings> }[] = []
  const told = Promise.withResolvers<Settings>()
  const source = {
    async watch() {
      return (async function* () {
        yield await told.promise
        await new Promise(() => undefined)
      })()
    },
    save(change: Partial<Settings>) {
      const answer = Promise.withResolvers<Settings>()
      asked.push({ change, answer })
      return answer.promise
    },
  }
  return { source, asked, tell: told.resolve }
}

describe('the replica of the settings', () => {
  it('holds the defaults, then what the workbench tells', async () => {
    const { source, tell } = slowWorkbench()
    const settings = createSettings(source)
    const following = settings.follow()
    expect(settings.now()).toEqual(defaultSettings)
    tell({ ...defaultSettings, wrap: true })
    await vi.waitFor(() => expect(settings.now().wrap).toBe(true))
    following.dispose()
  })

  it('shows a change at once, then what the workbench made of it', async () => {
    const { source, asked } = slowWorkbench()
    const settings = createSettings(source)
    const changed = settings.change({ codeFontSize: 20 })
    expect(settings.now().codeFontSize).toBe(20)
    asked[0]?.answer.resolve({ ...defaultSettings, codeFontSize: 19 })
    await changed
    expect(settings.now().codeFontSize).toBe(19)
  })

  it('shows the last of several changes while the answers to the first come in', async () => {
    const { source, asked } = slowWorkbench()
    const settings = createSettings(source)
    const first = settings.change({ codeFontSize: 14 })
    const second = settings.change({ codeFontSize: 15 })
    asked[0]?.answer.resolve({ ...defaultSettings, codeFontSize: 14 })
    await first
    expect(settings.now().codeFontSize).toBe(15)
    asked[1]?.answer.resolve({ ...defaultSettings, codeFontSize: 15 })
    await second
    expect(settings.now().codeFontSize).toBe(15)
  })

  it('keeps a change on screen while the workbench tells of an earlier one', async () => {
    const { source, asked, tell } = slowWorkbench()
    const settings = createSettings(source)
    const following = settings.follow()
    const changed = settings.change({ theme: 'dark' })
    tell({ ...defaultSettings, wrap: true })
    await vi.waitFor(() => expect(settings.now().wrap).toBe(true))
    expect(settings.now().theme).toBe('dark')
    asked[0]?.answer.resolve({ ...defaultSettings, wrap: true, theme: 'dark' })
    await changed
    following.dispose()
  })

  it('takes a change back that was not kept, and rejects', async () => {
    const { source, asked } = slowWorkbench()
    const settings = createSettings(source)
    const lost = settings.change({ theme: 'dark', wrap: true })
    const kept = settings.change({ wrap: true })
    asked[0]?.answer.reject(new Error('the disk is full'))
    await expect(lost).rejects.toThrow('the disk is full')
    expect(settings.now()).toEqual({ ...defaultSettings, wrap: true })
    asked[1]?.answer.resolve({ ...defaultSettings, wrap: true })
    await kept
    expect(settings.now()).toEqual({ ...defaultSettings, wrap: true })
  })
})
