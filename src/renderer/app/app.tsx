import { useEffect, type ReactNode } from 'react'
import { nextForPerson } from '#shared/session/queue.ts'
import { useClient } from '#renderer/client/context.ts'
import { ComposerDialog } from '#renderer/features/composer/composer-dialog.tsx'
import { ExistingDialog } from '#renderer/features/composer/existing-dialog.tsx'
import { PromptDialog } from '#renderer/features/composer/prompt-dialog.tsx'
import { KeysDialog } from '#renderer/features/keys/keys-dialog.tsx'
import { LandingDialog } from '#renderer/features/landing/landing-dialog.tsx'
import { PaletteDialog } from '#renderer/features/palette/palette-dialog.tsx'
import { sessionsLoaded } from '#renderer/features/session/sessions-store.ts'
import { SettingsDialog } from '#renderer/features/settings/settings-dialog.tsx'
import { useAppearance } from '#renderer/features/settings/theme.ts'
import { loadRepositories, openRepository } from '#renderer/features/start/repositories-store.ts'
import { useFolderDrop } from '#renderer/features/start/use-folder-drop.ts'
import { StartView } from '#renderer/features/start/start-view.tsx'
import { Announcer } from '#renderer/ui/announcer.tsx'
import { Toasts } from '#renderer/ui/toasts.tsx'
import { TooltipProvider } from '#renderer/ui/tooltip.tsx'
import { useWindowCommands } from './use-window-commands.ts'
import { loadReview } from './deferred-review.tsx'
import { markUsable } from './usable.ts'
import { useView, viewStore } from './view-store.ts'
import { Workbench } from './workbench.tsx'

const openedName = 'winnow.opened'

/** The repository that the link to this page names, once: a reload shows what was shown. */
function takeRepository(): string | null {
  const here = new URL(location.href)
  const repository = here.searchParams.get('repository')
  if (repository === null) return null
  here.searchParams.delete('repository')
  history.replaceState(history.state, '', here)
  return repository
}

/** Decides at the start which view is worth showing: the repository it was started on, or the one shown last. */
function useFirstView(): void {
  const client = useClient()
  useEffect(() => {
    const load = async (): Promise<void> => {
      const { openedPath } = await client.workbench.info()
      const asked = takeRepository()
      const { repository } = viewStore.getState()
      const open = async (): Promise<boolean> => {
        if (openedPath === null || !(await openRepository(client, openedPath))) return false
        sessionStorage.setItem(openedName, openedPath)
        return true
      }
      // A reload shows what was shown, not what the host was started on.
      const reloaded = repository !== null && sessionStorage.getItem(openedName) === openedPath
      if (asked === null && !reloaded && (await open())) {
        // The others can wait.
        void loadRepositories(client)
        return
      }
      const list = await loadRepositories(client)
      if (asked !== null && list.some((one) => one.id === asked)) {
        viewStore.setState({ repository: asked, view: 'workbench' })
        if (openedPath !== null) sessionStorage.setItem(openedName, openedPath)
        return
      }
      if (list.some((one) => one.id === repository)) {
        viewStore.setState({ view: 'workbench' })
        return
      }
      if ((reloaded || asked !== null) && (await open())) return
      // Nothing was asked for and nothing is remembered here, but somebody may be waiting for the person.
      const sessions = await client.session.list()
      const next = openedPath === null ? nextForPerson(sessions, null) : null
      const waiting = sessions.find((session) => session.id === next)?.repository
      if (next !== null && waiting !== undefined)
        viewStore.setState({ repository: waiting, session: next, view: 'workbench' })
      else viewStore.setState({ view: 'start' })
    }
    void Promise.all([load(), sessionsLoaded()]).then(() =>
      markUsable(() => {
        requestIdleCallback(() => void loadReview(), { timeout: 1000 })
      }),
    )
  }, [client])
}

export function App(): ReactNode {
  const view = useView((state) => state.view)
  useFirstView()
  useAppearance()
  useWindowCommands()
  useFolderDrop()
  return (
    <TooltipProvider>
      {view === 'start' ? <StartView /> : <Workbench />}
      <ComposerDialog />
      <ExistingDialog />
      <PromptDialog />
      <PaletteDialog />
      <KeysDialog />
      <SettingsDialog />
      <LandingDialog />
      <Toasts />
      <Announcer />
    </TooltipProvider>
  )
}
