import { useStore } from 'zustand'
import type { Settings } from '#shared/domain/settings/settings.ts'
import { useSettings } from '#renderer/replicas/context.ts'
import { lookChoices } from '#renderer/view/look-choices.ts'
import { chosenOr, layoutFor, type DiffLayout } from '#renderer/view/room.ts'
import { useView, viewStore } from '#renderer/view/view-store.ts'
import type { Review } from './review-store.ts'
import { useLook } from './use-review.ts'

type LookSettings = Pick<Settings, 'diffLayout' | 'wrap' | 'codeFontSize'>

/** How changes are shown now: as the settings say, as there is room, or as was chosen for windows of this width. */
export interface ShownLook {
  readonly layout: DiffLayout
  readonly wrap: boolean
}

/** How changes are shown in a diff of this width in CSS pixels; null where it is not known yet. */
export function shownLook(settings: LookSettings, diffWidth: number | null): ShownLook {
  const { layout, wrap } = lookChoices.getState()
  const { width } = viewStore.getState()
  return {
    layout: layoutFor(settings.diffLayout, layout[width], diffWidth, settings.codeFontSize),
    wrap: chosenOr(settings.wrap, wrap[width]),
  }
}

/** The same, for what is drawn by it. */
export function useShownLook(review: Review): ShownLook {
  const diffLayout = useSettings((settings) => settings.diffLayout)
  const wrap = useSettings((settings) => settings.wrap)
  const codeFontSize = useSettings((settings) => settings.codeFontSize)
  const { diffWidth } = useLook(review, 'diffWidth')
  useView((state) => state.width)
  useStore(lookChoices)
  return shownLook({ diffLayout, wrap, codeFontSize }, diffWidth)
}
