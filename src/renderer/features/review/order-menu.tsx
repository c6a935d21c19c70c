import { ArrowDownNarrowWide } from 'lucide-react'
import type { ReactNode } from 'react'
import { fileOrders } from '#shared/domain/order/reading.ts'
import { firstKey } from '#renderer/commands/use-command.ts'
import { useSession } from '#renderer/replicas/context.ts'
import { Menu, MenuItem } from '#renderer/ui/menu.tsx'
import { chooseFileOrder } from '#renderer/view/file-order.ts'
import { orderWords } from './file-order.ts'
import type { ReviewModel } from './review-model.ts'
import type { Review } from './review-store.ts'
import styles from './file-list.module.css'
import { useDialogs } from './use-review.ts'

/** The order of the files, and the choice of another, which is kept for the repository. */
export function OrderMenu({
  review,
  model,
}: {
  readonly review: Review
  readonly model: ReviewModel
}): ReactNode {
  const repository = useSession(review.session)?.repository ?? null
  const { choosingOrder } = useDialogs(review, 'choosingOrder')
  const key = firstKey('review.chooseOrder')
  const words = orderWords[model.order]
  return (
    <Menu
      open={choosingOrder}
      openedBy="review.chooseOrder"
      onOpen={(open) => review.dialogs.setState({ choosingOrder: open })}
      trigger={
        <button
          type="button"
          className={styles.order}
          data-changed={model.order !== 'reading' || undefined}
          title={`${words}. Choose another order of the files${key === null ? '' : ` (${key})`}`}
          aria-label={`Files: ${words}. Choose another order`}
        >
          <ArrowDownNarrowWide size={14} strokeWidth={1.5} aria-hidden />
        </button>
      }
    >
      {fileOrders.map((order) => (
        <MenuItem
          key={order}
          hint={order === model.order ? 'now' : null}
          onSelect={() => {
            if (repository !== null) chooseFileOrder(repository, order)
          }}
        >
          {orderWords[order]}
        </MenuItem>
      ))}
    </Menu>
  )
}
