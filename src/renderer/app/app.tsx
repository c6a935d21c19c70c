import { useEffect, type ReactNode } from 'react'
import { ComposerDialog } from '#renderer/features/composer/composer-dialog.tsx'
import { ExistingDialog } from '#renderer/features/composer/existing-dialog.tsx'
import { PromptDialog } from '#renderer/features/composer/prompt-dialog.tsx'
import { FiguresDialog } from '#renderer/features/figures/figures-dialog.tsx'
import { KeysDialog } from '#renderer/features/keys/keys-dialog.tsx'
import { LandingDialog } from '#renderer/features/landing/landing-dialog.tsx'
import { AddressDialog } from '#renderer/features/links/address-dialog.tsx'
import { PaletteDialog } from '#renderer/features/palette/palette-dialog.tsx'
import { useReplicas } from '#renderer/replicas/context.ts'
import { SettingsDialog } from '#renderer/features/settings/settings-dialog.tsx'
import { ForkDialog } from '#renderer/features/session/fork-dialog.tsx'
import { LeftOutDialog } from '#renderer/features/session/left-out-dialog.tsx'
import { useAppearance } from '#renderer/features/settings/theme.ts'
import { useFolderDrop } from '#renderer/features/start/use-folder-drop.ts'
import { StartView } from '#renderer/features/start/start-view.tsx'
import { Announcer } from '#renderer/ui/announcer.tsx'
import { MessageSlot } from '#renderer/ui/message-slot.tsx'
import { Toasts } from '#renderer/ui/toasts.tsx'
import { TooltipProvider } from '#renderer/ui/tooltip.tsx'
import { BindingNews } from './binding-news.ts'
import { ConnectionLine } from './connection-line.tsx'
import { LongGitBar } from './long-git-bar.tsx'
import { RefusedField } from './refused-field.tsx'
import { WindowCommands } from './window-command-handlers.ts'
import { loadReview } from './deferred-review.tsx'
import { markUsable } from './usable.ts'
import { useView } from '#renderer/view/view-store.ts'
import { Workbench } from './workbench.tsx'
import styles from './workbench.module.css'

/** Notes when what is worth showing first is on screen; then comes what can wait. */
function useUsable(decided: Promise<void>): void {
  const { sessions } = useReplicas()
  useEffect(() => {
    void Promise.all([decided, sessions.loaded()]).then(() =>
      markUsable(() => {
        requestIdleCallback(() => void loadReview(), { timeout: 1000 })
      }),
    )
  }, [decided, sessions])
}

/** The window. `decided` resolves when its first view is chosen. */
export function App({ decided }: { readonly decided: Promise<void> }): ReactNode {
  const view = useView((state) => state.view)
  useUsable(decided)
  useAppearance()
  useFolderDrop()
  return (
    <TooltipProvider>
      <WindowCommands />
      <BindingNews />
      {view === 'start' ? (
        <div className={styles.workbench}>
          <StartView status={<ConnectionLine />} />
          <MessageSlot rank={1} />
          <LongGitBar />
          <RefusedField />
        </div>
      ) : (
        <Workbench />
      )}
      <ComposerDialog />
      <ExistingDialog />
      <PromptDialog />
      <PaletteDialog />
      <KeysDialog />
      <SettingsDialog />
      <FiguresDialog />
      <LandingDialog />
      <LeftOutDialog />
      <ForkDialog />
      <AddressDialog />
      <Toasts />
      <Announcer />
    </TooltipProvider>
  )
}
