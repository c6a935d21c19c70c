/** How wide a window is, in classes in which a person may want to look differently. */
export type WidthClass = 'narrow' | 'small' | 'medium' | 'wide'

/** Up to this width, in CSS pixels, a window has no room for a pane beside the review (200 % zoom of a small screen). */
export const narrowWidth = 1000

/** The class of a window of this width in CSS pixels: laptops of 1280 are small, of 1440 to 1680 medium. */
export function widthClassOf(width: number): WidthClass {
  if (width <= narrowWidth) return 'narrow'
  if (width < 1400) return 'small'
  return width < 1800 ? 'medium' : 'wide'
}

/** What was chosen in windows of one width in place of a setting; it holds while the setting is what it was then. */
export interface Choice<T> {
  readonly value: T
  readonly over: T
}

/** What holds: the choice, or the setting once that was changed after it. */
export function chosenOr<T>(setting: T, choice: Choice<T> | undefined): T {
  return choice !== undefined && choice.over === setting ? choice.value : setting
}

/** Whether the choice still stands in place of the setting. */
export function isChosen<T>(setting: T, choice: Choice<T> | undefined): boolean {
  return choice !== undefined && choice.over === setting
}

/** Columns of code below which a side is too narrow to be read beside the other. */
export const fewestColumns = 60

/** What is beside the code of one side, in pixels at 13 px: line numbers, the sign of the change, and the hunk's sign. */
const besideCode = 52
/** Width of a character of the code's font as a share of its size. */
const characterShare = 0.6

/** Columns of code that each of two sides has in a diff of this width, in CSS pixels. */
export function columnsASide(width: number, fontSize: number): number {
  return Math.floor((width / 2 - (besideCode * fontSize) / 13) / (characterShare * fontSize))
}

export type DiffLayout = 'split' | 'unified'

/** Side by side where each side has room for it; what the person chose for windows of this width in any case. */
export function layoutFor(
  setting: DiffLayout,
  choice: Choice<DiffLayout> | undefined,
  width: number | null,
  fontSize: number,
): DiffLayout {
  if (isChosen(setting, choice)) return chosenOr(setting, choice)
  if (setting === 'unified' || width === null) return setting
  return columnsASide(width, fontSize) < fewestColumns ? 'unified' : 'split'
}

/** Whether the context is open where nothing was chosen: beside a review only where there is room for both. */
export function opensContext(width: WidthClass, reviewing: boolean): boolean {
  return !reviewing || width === 'medium' || width === 'wide'
}
