import { useStore } from 'zustand'
import { useCommand } from '#renderer/commands/use-command.ts'
import { showBeside } from './review-dialogs.ts'
import { showsList, type Find } from './find.ts'
import type { Review } from './review-store.ts'

/** Puts away what was asked for beside the changes, one after the other; without any the key is left to others. */
export function usePutAway(review: Review, find: Find): void {
  const beside = useStore(
    review.dialogs,
    (state) =>
      state.previousOf !== null ||
      state.provenanceOf !== null ||
      state.linesOf !== null ||
      state.conflictOf !== null ||
      state.proposedShown,
  )
  const filtered = useStore(review.look, (state) => state.filter !== '')
  const alone = useStore(review.look, (state) => state.alone)
  const found = useStore(find.store, showsList)
  const overview = useStore(review.look, (state) => state.overview)
  useCommand(
    'review.putAway',
    () => {
      if (beside) showBeside(review.dialogs)
      else if (alone) review.look.setState({ alone: false })
      else if (found) find.close()
      else review.look.setState({ filter: '' })
    },
    // The overview is closed first.
    { enabled: !overview && (beside || alone || found || filtered) },
  )
}
