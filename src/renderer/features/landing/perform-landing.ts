import { countOf } from '#shared/base/quantity-text.ts'
import type { Result } from '#shared/base/result.ts'
import type { LandingFailure, LandingPreview } from '#shared/contract/landing.ts'
import type { Identity } from '#shared/domain/landing/identity.ts'
import type { SessionSummary } from '#shared/domain/session/summary.ts'
import type { Client } from '#renderer/client/context.ts'
import { downloadPatch } from './download.ts'
import type { LandingWay } from './landing-words.ts'

/** How the person wants it to land. */
export interface LandingDraft {
  readonly way: LandingWay
  readonly branch: string
  readonly message: string
  readonly identity: Identity
  /** Whom git's configuration names since agents ran is the author. */
  readonly asSince: boolean
  /** The author of this commit alone; null: the person. */
  readonly author: Identity | null
  /** Paths of accepted files that stay in the session. */
  readonly leave: readonly string[]
}

/** What to tell of a landing that was done, and whether there is something to take back. */
interface Performed {
  readonly words: string
  readonly undoable: boolean
}

/** Does it. Returns what to tell the person, or the failure. */
export async function performLanding(
  client: Client,
  session: SessionSummary,
  preview: LandingPreview,
  draft: LandingDraft,
): Promise<Result<Performed, LandingFailure>> {
  const { way, branch, message, identity, author } = draft
  const leave = [...draft.leave]
  // What was looked at, and nothing else.
  const shown = preview.trees.accepted
  const files = countOf(preview.files.length, 'file')
  const person =
    preview.identity === null
      ? { identity }
      : draft.asSince && preview.identitySince !== null
        ? { identity: preview.identitySince }
        : {}
  const given = { ...person, ...(author === null ? {} : { author }) }
  switch (way) {
    case 'branch': {
      const result = await client.landing.land({
        session: session.id,
        branch,
        message,
        messageIsWhole: true,
        leave,
        shown,
        ...given,
      })
      if (!result.ok) return result
      return {
        ok: true,
        value:
          result.value.landing === null
            ? { words: `Nothing was committed: ${branch} has all of it already.`, undoable: false }
            : { words: `Landed ${files} on ${branch}.`, undoable: true },
      }
    }
    case 'checkout': {
      const result = await client.landing.applyToCheckout({ session: session.id, leave, shown })
      return result.ok
        ? {
            ok: true,
            value: {
              words: `Put ${countOf(result.value.files, 'file')} into the checkout, uncommitted.`,
              undoable: true,
            },
          }
        : result
    }
    case 'patch': {
      const result = await client.landing.exportPatch({
        session: session.id,
        message,
        messageIsWhole: true,
        shown,
        ...given,
      })
      if (!result.ok) return result
      downloadPatch(session.title, result.value.base64)
      return {
        ok: true,
        value: {
          words:
            `Made a patch of ${files}. No branch moved and no file was touched. ${result.value.notice ?? ''}`.trim(),
          undoable: false,
        },
      }
    }
  }
}
