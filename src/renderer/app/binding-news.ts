import { memo, useEffect } from 'react'
import { useBindingsTold } from '#renderer/replicas/context.ts'
import { tell } from '#renderer/ui/toasts.tsx'
import { showDialog } from '#renderer/view/view-store.ts'

/** Says once that the file of keys was changed outside of Winnow, or can't be used. It draws nothing. */
export const BindingNews = memo(function BindingNews(): null {
  const told = useBindingsTold()
  const news = told?.proposal?.digest ?? told?.problem ?? null
  useEffect(() => {
    if (news === null) return
    tell(
      'keybindings.json was changed outside of Winnow. None of it counts yet, and your keys are as they were.',
      {
        label: 'Look at it',
        run: () => showDialog('settings'),
      },
    )
  }, [news])
  return null
})
