import { memo } from 'react'
import { useConnection } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { tasksDraft } from '#renderer/replicas/drafts.ts'
import { defaultSettings } from '#renderer/replicas/settings.ts'
import { currentTheme } from '#renderer/features/settings/theme.ts'
import { chooseRepository } from '#renderer/actions/open-repository.ts'
import { allowNotifications } from '#renderer/actions/allow-notifications.ts'
import { openWindow } from '#renderer/actions/open-window.ts'
import {
  focusPane,
  focusPaneSoon,
  isPaneOpen,
  setPaneOpen,
  showDialog,
  useView,
  viewStore,
  type PaneName,
  type SidePane,
} from '#renderer/view/view-store.ts'
import { useHasDraft, useReplicas, useSettings, useWorkbenchInfo } from '#renderer/replicas/context.ts'

const smallest = 8
const largest = 32
const noRepository = 'Open a repository first.'

/**
 * Answers the commands that belong to the window as a whole. It is a part of its own that draws nothing: what it reads
 * makes nothing else anew.
 */
export const WindowCommands = memo(function WindowCommands(): null {
  const replicas = useReplicas()
  const { settings } = replicas
  const { host } = useConnection().client
  const repository = useView((state) => state.repository)
  const inWorkbench = useView((state) => state.view === 'workbench')
  const size = useSettings((all) => all.codeFontSize)

  const needsRepository = repository === null ? noRepository : null
  useCommand('composer.open', () => showDialog('composer'), { disabledReason: needsRepository })
  const hasText = useHasDraft(tasksDraft)
  useCommand('prompt.save', () => showDialog('prompt'), {
    disabledReason: hasText ? null : 'Write something in the composer first.',
  })
  useCommand('review.start', () => showDialog('existing'), { disabledReason: needsRepository })
  useCommand('palette.open', () => showDialog('palette'))
  useCommand('keys.show', () => showDialog('keys'))
  useCommand('settings.open', () => showDialog('settings'))
  useCommand('figures.show', () => showDialog('figures'))
  useCommand('repository.open', () => void chooseRepository(replicas))
  const isBrowser = useWorkbenchInfo()?.host === 'web'
  useCommand('window.notify', () => void allowNotifications(), {
    disabledReason: isBrowser ? null : 'The window of its own shows notifications already.',
  })
  useCommand('window.open', () => void openWindow(host))
  useCommand('start.show', () => viewStore.setState({ view: 'start' }))

  const resize = (next: number): void => void settings.change({ codeFontSize: next })
  useCommand('view.largerText', () => resize(size + 1), {
    disabledReason: size >= largest ? `The code is at its largest, ${largest} px.` : null,
  })
  useCommand('view.smallerText', () => resize(size - 1), {
    disabledReason: size <= smallest ? `The code is at its smallest, ${smallest} px.` : null,
  })
  useCommand('view.resetText', () => resize(defaultSettings.codeFontSize))
  useCommand(
    'view.toggleTheme',
    () => void settings.change({ theme: currentTheme() === 'dark' ? 'light' : 'dark' }),
  )

  const focus = (pane: PaneName): void => {
    if (pane !== 'review') setPaneOpen(pane, true)
    // At once where it is drawn, since the next key may come before the next frame.
    focusPane(pane)
    focusPaneSoon(pane)
  }
  const enabled = inWorkbench
  useCommand('view.focusQueue', () => focus('queue'), { enabled })
  useCommand('view.focusReview', () => focus('review'), { enabled })
  useCommand('view.focusContext', () => focus('context'), { enabled })
  useCommand('view.toggleQueue', () => fold('queue'), { enabled })
  useCommand('view.toggleContext', () => fold('context'), { enabled })
  return null
})

/** Folds or opens a pane; the focus never stays in a pane that is gone. */
function fold(pane: SidePane): void {
  const wasInside = document.activeElement?.closest(`[data-pane="${pane}"]`) !== null
  setPaneOpen(pane, !isPaneOpen(viewStore.getState(), pane))
  if (wasInside) focusPaneSoon('review')
}
