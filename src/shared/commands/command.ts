/**
 * Where a command's keys work. `always` is the whole window with its dialogs, `everywhere` the same outside dialogs; `session` wherever a session is
 * open outside dialogs; `queue`, `review` and `context` while that pane has the focus (`review` also while nothing
 * has); `ask` while the card of what an agent asks has it, and `lines` while the list of a hunk's lines has, and then no
 * other but `always`; the others while that dialog
 * or field has it.
 */
export type CommandScope =
  | 'always'
  | 'everywhere'
  | 'session'
  | 'queue'
  | 'review'
  | 'context'
  | 'composer'
  | 'landing'
  | 'followUp'
  | 'fork'
  | 'find'
  | 'ask'
  | 'lines'
  | 'conflict'

/** The heading a command stands under in the sheet of keys, the palette and the generated document. */
export type CommandGroup =
  | 'Decide'
  | 'Answer'
  | 'Move'
  | 'Look'
  | 'Session'
  | 'Queue'
  | 'Landing'
  | 'Tasks'
  | 'Window'

export type MenuName = 'file' | 'edit' | 'view' | 'session' | 'review' | 'help'

/** One thing a person can do. Data only: features register what it does by id. */
export interface CommandRecord {
  /** `noun.verb`; never changes once released. */
  readonly id: string
  /** A verb with its object, as menu, palette and tooltips show it. */
  readonly title: string
  readonly group: CommandGroup
  readonly scope: CommandScope
  /**
   * Default keys, the first is shown. `Mod` is Cmd on a Mac, else Ctrl. Letters are written small with an explicit
   * `Shift+`; other characters are written as they appear ("?", "+"). Modifiers in the order Mod, Alt, Shift.
   */
  readonly keys: readonly string[]
  /** Its place in the menu: `section` orders the groups that a separator divides. */
  readonly menu?: { readonly name: MenuName; readonly section: number }
  /** Its keys work while a text field has the focus. Only for keys with `Mod` or a function key. */
  readonly whileTyping?: boolean
  /** A slip would cost work or send it off: its keys have `Mod`, or are function keys. */
  readonly guarded?: boolean
  /**
   * It runs again and again while its key is held down. Only for steps that decide, send and undo nothing: a person who
   * holds a key a moment too long has not seen what the next one would be about.
   */
  readonly repeats?: boolean
  /**
   * It opens something that the next keys are meant for: a field for words, or a choice. They go there, however late it
   * comes, and are never commands. Where a command for words is refused, they get a field all the same; a choice is a menu.
   */
  readonly opens?: 'words' | 'choice'
  /** Worth showing in the line of keys, in the order of the table; a word or two. */
  readonly hint?: string
}
