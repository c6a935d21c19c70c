import { TriangleAlert, Undo2 } from 'lucide-react'
import { useEffect, useState, type ReactNode, type RefObject } from 'react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import type { Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import { showDialog } from '#renderer/view/view-store.ts'
import { useClient, type Client } from '#renderer/client/context.ts'
import { useCommand } from '#renderer/commands/use-command.ts'
import { answer } from '#renderer/actions/answer.ts'
import { CommandButton } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { tell } from '#renderer/ui/toasts.tsx'
import { countOf } from '#shared/base/quantity-text.ts'
import { downloadPatch } from './download.ts'
import { LandingAuthor } from './landing-author.tsx'
import { LandingFiles } from './landing-files.tsx'
import { actionWords, landingConsequence, landingObstacle, type LandingWay } from './landing-words.ts'
import { usePreview } from './use-preview.ts'
import styles from './landing.module.css'

const ways: readonly { readonly way: LandingWay; readonly label: string }[] = [
  { way: 'branch', label: 'On a branch' },
  { way: 'checkout', label: 'Into the checkout' },
  { way: 'patch', label: 'As a patch' },
]

function useBranchNames(repository: string): readonly string[] {
  const client = useClient()
  const [names, setNames] = useState<readonly string[]>([])
  useEffect(() => {
    let wanted = true
    void client.repository.bases({ repository }).then((result) => {
      if (wanted && result.ok)
        setNames(result.value.filter((base) => base.kind === 'branch').map((base) => base.name))
    })
    return () => {
      wanted = false
    }
  }, [client, repository])
  return names
}

function Paths({ title, paths }: { readonly title: string; readonly paths: readonly string[] }): ReactNode {
  if (paths.length === 0) return null
  return (
    <div className={styles.obstacle} role="alert">
      <p className={styles.obstacleTitle}>
        <TriangleAlert size={16} strokeWidth={1.5} aria-hidden /> {title}
      </p>
      <ul className={styles.obstaclePaths}>
        {paths.map((path) => (
          <li key={path}>{pathForDisplay(path)}</li>
        ))}
      </ul>
    </div>
  )
}

interface Draft {
  readonly way: LandingWay
  readonly branch: string
  readonly message: string
  readonly identity: { readonly name: string; readonly email: string }
  /** Whom git's configuration names since agents ran is the author. */
  readonly asSince: boolean
}

/** Does it. Returns what to tell the person, or the failure. */
async function perform(
  client: Client,
  session: SessionSummary,
  preview: LandingPreview,
  draft: Draft,
): Promise<Result<string, LandingFailure>> {
  const { way, branch, message, identity } = draft
  const files = countOf(preview.files.length, 'file')
  const person =
    preview.identity === null
      ? { identity }
      : draft.asSince && preview.identitySince !== null
        ? { identity: preview.identitySince }
        : {}
  switch (way) {
    case 'branch': {
      const result = await client.landing.land({ session: session.id, branch, message, ...person })
      if (!result.ok) return result
      return {
        ok: true,
        value:
          result.value.landing === null
            ? `Nothing was committed: ${branch} has all of it already.`
            : `Landed ${files} on ${branch}.`,
      }
    }
    case 'checkout': {
      const result = await client.landing.applyToCheckout({ session: session.id })
      return result.ok
        ? { ok: true, value: `Put ${countOf(result.value.files, 'file')} into the checkout, uncommitted.` }
        : result
    }
    case 'patch': {
      const result = await client.landing.exportPatch({ session: session.id, message, ...person })
      if (!result.ok) return result
      downloadPatch(session.title, result.value.base64)
      return {
        ok: true,
        value:
          `Made a patch of ${files}. No branch moved and no file was touched. ${result.value.notice ?? ''}`.trim(),
      }
    }
  }
}

/** The sheet: the tree that will land, onto what, the message, and one button that says what happens. */
export function LandingSheet({
  session,
  messageRef,
}: {
  readonly session: SessionSummary
  readonly messageRef: RefObject<HTMLTextAreaElement | null>
}): ReactNode {
  const client = useClient()
  const [way, setWay] = useState<LandingWay>('branch')
  const [typed, setTyped] = useState<string | null>(null)
  const [message, setMessage] = useState<string | null>(null)
  const [identity, setIdentity] = useState({ name: '', email: '' })
  const [asSince, setAsSince] = useState(false)
  const [failure, setFailure] = useState<LandingFailure | null>(null)
  const [busy, setBusy] = useState(false)
  const { preview, failure: previewFailure, reload } = usePreview(session, typed)
  const branches = useBranchNames(session.repository)

  const branch = typed ?? preview?.branch ?? ''
  const text = message ?? preview?.message ?? ''
  const obstacle = busy ? 'It is being done.' : landingObstacle(way, preview, branch, text, identity)
  const confirm = async (): Promise<void> => {
    if (preview === null) return
    setBusy(true)
    setFailure(null)
    const result = await perform(client, session, preview, {
      way,
      branch,
      message: text,
      identity,
      asSince,
    }).finally(() => setBusy(false))
    if (!result.ok) {
      setFailure(result.error)
      reload()
      return
    }
    showDialog(null)
    tell(
      result.value,
      way === 'patch'
        ? null
        : {
            label: 'Undo landing',
            run: () => void answer(client.landing.undo({ session: session.id }), 'Undid the landing.'),
          },
    )
  }
  useCommand('landing.confirm', () => void confirm(), { disabledReason: obstacle })
  const shown = failure ?? previewFailure

  return (
    <div className={styles.sheet}>
      <div className={styles.body}>
        {shown === null ? null : (
          <div className={styles.failure} role="alert">
            <p>{shown.message}</p>
            {shown.stderr === undefined || shown.stderr === '' ? null : <pre>{shown.stderr}</pre>}
          </div>
        )}
        <div role="radiogroup" aria-label="Where it lands" className={styles.ways}>
          {ways.map((one) => (
            <label key={one.way} className={styles.way} data-checked={one.way === way || undefined}>
              <input
                type="radio"
                name="landing-way"
                className="visually-hidden"
                checked={one.way === way}
                onChange={() => setWay(one.way)}
              />
              {one.label}
            </label>
          ))}
        </div>
        {way === 'branch' ? (
          <Field
            label="Branch"
            value={branch}
            onChange={setTyped}
            options={branches}
            note={preview === null ? 'Looking at the branch.' : landingConsequence(preview)}
            mono
          />
        ) : (
          <p className={styles.note}>
            {way === 'checkout'
              ? 'The files are changed in the repository’s checkout and left for you to commit. No branch moves.'
              : 'A file for git am, saved where your downloads go or where you choose. No branch moves and no file of the repository is touched.'}
          </p>
        )}
        {way === 'branch' && preview !== null ? (
          <>
            <Paths
              title={`These files conflict with ${branch}. Nothing was touched.`}
              paths={preview.conflicts}
            />
            <Paths
              title="These files of the checkout are changed or untracked there and would be overwritten."
              paths={preview.inTheWay}
            />
          </>
        ) : null}
        {way === 'checkout' ? null : (
          <Field label="Message" value={text} onChange={setMessage} rows={6} areaRef={messageRef} mono />
        )}
        {way !== 'checkout' && preview !== null && preview.identity === null ? (
          <div className={styles.identity}>
            <Field
              label="Your name"
              value={identity.name}
              onChange={(name) => setIdentity({ ...identity, name })}
            />
            <Field
              label="Your address"
              type="email"
              value={identity.email}
              onChange={(email) => setIdentity({ ...identity, email })}
            />
            <p className={styles.note}>
              Git has no identity here. These are used for this repository from now on, by Winnow only.
            </p>
          </div>
        ) : null}
        {way === 'checkout' ? null : (
          <LandingAuthor preview={preview} asSince={asSince} onChange={setAsSince} />
        )}
        <LandingFiles preview={preview} />
      </div>
      <footer className={styles.foot}>
        {session.landedOn !== null ? (
          <CommandButton command="landing.undo" icon={<Undo2 size={16} strokeWidth={1.5} />}>
            Undo the last landing
          </CommandButton>
        ) : null}
        <p className={styles.reason}>{busy ? '' : (obstacle ?? '')}</p>
        <CommandButton command="landing.confirm" look="primary" showKey>
          {busy ? 'Landing' : actionWords(way, preview, branch)}
        </CommandButton>
      </footer>
    </div>
  )
}
