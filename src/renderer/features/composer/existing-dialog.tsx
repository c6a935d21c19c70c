import { useRef, useState, type ReactNode, type RefObject } from 'react'
import { showDialog, showSession, useView } from '#renderer/view/view-store.ts'
import { useClient } from '#renderer/client/context.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Dialog } from '#renderer/ui/dialog.tsx'
import { Field, RadioCards } from '#renderer/ui/field.tsx'
import { forgetFailures, reportFailure, tellLasting } from '#renderer/ui/toasts.tsx'
import { useRepositories, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { rangeCompletions } from './range-completions.ts'
import { useBases } from './use-bases.ts'
import styles from './composer.module.css'

const opening = 'opening a review'

function ExistingForm({
  repository,
  first,
}: {
  readonly repository: string
  readonly first: RefObject<HTMLInputElement | null>
}): ReactNode {
  const client = useClient()
  const known = useRepositories().find((one) => one.id === repository)
  const [kind, setKind] = useState<'range' | 'uncommitted'>('range')
  const {
    text: range,
    write: setRange,
    drop: dropRange,
  } = useTyped(draftPlaces.existing(repository, 'range'), '')
  const {
    text: base,
    write: setBase,
    drop: dropBase,
  } = useTyped(draftPlaces.existing(repository, 'base'), '')
  const [busy, setBusy] = useState(false)
  const bases = useBases(repository)
  const ready = !busy && (kind === 'uncommitted' || range.trim() !== '')

  const start = async (): Promise<void> => {
    setBusy(true)
    const result = await client.session
      .review({
        repository,
        source:
          kind === 'range'
            ? { kind, range: range.trim(), ...(base.trim() === '' ? {} : { base: base.trim() }) }
            : { kind },
      })
      .finally(() => setBusy(false))
    if (!result.ok) return reportFailure(result.error, opening)
    forgetFailures(opening)
    dropRange()
    dropBase()
    showDialog(null)
    showSession(result.value.session)
    if (result.value.notice !== null) tellLasting(result.value.notice)
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void start()
      }}
    >
      <RadioCards
        name="What to review"
        value={kind}
        onChange={setKind}
        choices={[
          { value: 'range', label: 'A branch or a range', note: 'Commits that exist, whoever wrote them.' },
          {
            value: 'uncommitted',
            label: 'Uncommitted changes',
            note: `What is changed in ${known?.path ?? 'the checkout'} and not committed.`,
          },
        ]}
      />
      {kind === 'range' ? (
        <>
          <Field
            inputRef={first}
            label="Branch or range"
            value={range}
            onChange={setRange}
            placeholder="feature, or main..feature"
            options={rangeCompletions(range, bases)}
            mono
          />
          <Field
            label="Base (optional)"
            value={base}
            onChange={setBase}
            placeholder={known?.branch ?? 'main'}
            options={rangeCompletions(base, bases)}
            note="For a branch: what its changes are compared with."
            mono
          />
        </>
      ) : null}
      <div>
        <Button type="submit" look="primary" disabled={!ready}>
          {kind === 'range' ? 'Review the range' : 'Review uncommitted changes'}
        </Button>
      </div>
    </form>
  )
}

/** A review without an agent: what people or agents elsewhere have changed already. */
export function ExistingDialog(): ReactNode {
  const open = useView((state) => state.dialog === 'existing')
  const repository = useView((state) => state.repository)
  const first = useRef<HTMLInputElement>(null)
  return (
    <Dialog
      open={open && repository !== null}
      onClose={() => showDialog(null)}
      title="Review changes that exist"
      width={520}
      openedBy="review.start"
      initialFocus={first}
    >
      {repository === null ? null : <ExistingForm repository={repository} first={first} />}
    </Dialog>
  )
}
