import type { ReactNode } from 'react'
import { Undo2 } from 'lucide-react'
import { pathForDisplay } from '#shared/base/path-text.ts'
import { numberText } from '#shared/base/quantity-text.ts'
import type { DecidedFile, DecidedHunk } from '#shared/domain/review/decided.ts'
import { tallyWords, shownCountsOf } from '../counts.ts'
import { urgentReason } from '../file-order.ts'
import { clientOf, stateOf } from '../hunk-view.ts'
import { draftWords, type OverlayActions } from '../hunk-overlay.tsx'
import type { ReviewModel } from '../review-model.ts'
import {
  ownWord,
  fromWords,
  Reason,
  shownState,
  StateGlyph,
  stateWords,
  type HunkState,
} from '../verdict-pill.tsx'
import { changeLetter, changeWord, linesWord, modeFact, sizeOf, unitSentence } from '../words.ts'
import { CodeRows, EmptyRows } from './code-rows.tsx'
import { factFor, type Folding } from './folded-changes.ts'
import type { Item, Section } from './surface-layout.ts'
import type { SurfaceText } from './surface-texts.ts'
import styles from './section-view.module.css'

/** What is drawn of a file. */
interface SectionProperties {
  readonly model: ReviewModel
  readonly file: DecidedFile
  readonly section: Section
  /** From the upper edge of the surface. */
  readonly top: number
  /** Its items that are near the screen. */
  readonly items: readonly Item[]
  readonly text: SurfaceText | null
  readonly folding: Folding
  /** Changes that are decided together with the one in focus. */
  readonly members: ReadonlySet<string>
  readonly seen: ReadonlySet<string>
  readonly fresh: (hunk: DecidedHunk) => boolean
  readonly waiting: boolean
  /** An edit of it was typed and not saved. */
  readonly isDrafted: boolean
  readonly readOnly: boolean
  readonly layout: 'split' | 'unified'
  readonly colours: number
  readonly onPoint: (hunk: string) => void
  readonly onFile: (file: number) => void
  readonly actions: OverlayActions
}

/** A file on the surface: its header stays at the upper edge as long as anything of it is on screen. */
export function SectionView(properties: SectionProperties): ReactNode {
  const { section, top, items, text } = properties
  const digits = Math.max(3, String(text?.code?.countOf('new') ?? 0).length)
  return (
    <section
      className={styles.section}
      style={{ top, height: section.height, ['--digits' as string]: digits }}
      aria-label={`Changes in ${pathForDisplay(section.path)}`}
    >
      <Header {...properties} />
      {items.map((item) => (
        <Part key={item.key} {...properties} item={item} />
      ))}
    </section>
  )
}

function Header({ model, file, section, waiting, isDrafted, onFile }: SectionProperties): ReactNode {
  const index = section.file
  const { added, deleted } = sizeOf(file)
  const mode = modeFact(file)
  const reading = model.places[index]?.reading ?? null
  const path = pathForDisplay(file.path)
  const why = reading?.class === 'folded' ? reading.reason : urgentReason(reading)
  const old = file.oldPath === null ? '' : `${pathForDisplay(file.oldPath)} \u2192 `
  return (
    <h2 className={styles.header} onClick={() => onFile(index)} title={`${old}${path}`}>
      <span className={styles.letter} title={changeWord[file.change]}>
        {changeLetter[file.change]}
      </span>
      <span className={styles.path}>{path}</span>
      <span className={styles.size}>
        {added > 0 ? <span className={styles.added}>+{numberText(added)}</span> : null}
        {deleted > 0 ? <span className={styles.deleted}>{`\u2212${numberText(deleted)}`}</span> : null}
      </span>
      {mode === null ? null : <span className={styles.fact}>{mode}</span>}
      {why === null ? null : (
        <span className={styles.why} data-class={reading?.class} title={why}>
          {why}
        </span>
      )}
      {isDrafted ? <span className={styles.draft}>{draftWords}</span> : null}
      <span className={styles.space} />
      <span className={styles.tally}>{tallyWords(shownCountsOf(model, index, { waiting }))}</span>
    </h2>
  )
}

function Part(properties: SectionProperties & { readonly item: Item }): ReactNode {
  const { item, text, layout, colours } = properties
  const { part } = item
  const place = { top: item.top }
  if (part.kind === 'note')
    return (
      <p className={styles.note} style={place} data-item={item.key}>
        {part.words}
      </p>
    )
  if (part.kind === 'unit') return <UnitRow {...properties} hunk={part.hunk} />
  const { block, from, to } = part
  if (block.kind === 'gap')
    return (
      <p className={styles.gap} style={place} data-item={item.key}>
        {numberText(block.lines)} unchanged lines
      </p>
    )
  if (block.kind === 'stub') return <StubRow {...properties} id={block.change.id} />
  const rows =
    text?.code == null ? (
      <EmptyRows height={item.height} />
    ) : (
      <CodeRows code={text.code} {...{ block, from, to, layout, colours }} />
    )
  if (block.kind === 'context')
    return (
      <div className={styles.item} style={place} data-item={item.key}>
        {rows}
      </div>
    )
  return (
    <ChangePart
      {...properties}
      id={block.change.id}
      isFirst={from === 0}
      isLast={to === lengthOf(properties, block.change.id)}
    >
      {rows}
    </ChangePart>
  )
}

function lengthOf({ section }: SectionProperties, id: string): number {
  return section.items.reduce(
    (most, { part }) =>
      part.kind === 'rows' && part.block.kind === 'change' && part.block.change.id === id
        ? Math.max(most, part.to)
        : most,
    0,
  )
}

/** The state of what a change stands for, as it is told. */
function standingOf({ model, file, text, folding, fresh, seen, section }: SectionProperties, id: string) {
  const hunks = text?.changes.get(id)?.hunks ?? file.hunks.filter((hunk) => hunk.id === id)
  const [first] = hunks
  const change = text?.changes.get(id)
  const state: HunkState = first === undefined ? 'edited' : stateOf(model, first)
  return {
    hunk: first,
    state,
    client: change === undefined ? undefined : clientOf(model, file, change),
    isFocused: section.file === folding.file && folding.focus === id,
    isNew: hunks.some(fresh),
    isSeen: hunks.length > 0 && hunks.every((hunk) => seen.has(hunk.id)),
  }
}

function ChangePart({
  id,
  isFirst,
  isLast,
  children,
  ...properties
}: SectionProperties & {
  readonly item: Item
  readonly id: string
  readonly isFirst: boolean
  readonly isLast: boolean
  readonly children: ReactNode
}): ReactNode {
  const { item, members, onPoint, text } = properties
  const { hunk, state, client, isFocused, isNew, isSeen } = standingOf(properties, id)
  const words = `${hunk === undefined ? 'Your edit' : `Hunk, ${linesWord(hunk)}`}, ${stateWords(shownState(state, isSeen), client).toLowerCase()}${isNew ? ', new' : ''}`
  return (
    <div
      className={styles.change}
      style={{ top: item.top }}
      data-item={item.key}
      data-change={id}
      data-read={text?.code == null ? undefined : ''}
      data-state={state}
      data-focused={isFocused || undefined}
      data-unit={members.has(id) || undefined}
      data-first={isFirst || undefined}
      data-last={isLast || undefined}
      data-new={isNew || undefined}
      aria-current={(isFocused && isFirst) || undefined}
      onMouseDown={(event) => {
        if (event.button === 0 && hunk !== undefined) onPoint(hunk.id)
      }}
    >
      {isFirst ? (
        <span className={styles.sign} role="img" aria-label={words} title={words}>
          <StateGlyph state={shownState(state, isSeen)} />
        </span>
      ) : null}
      {children}
    </div>
  )
}

function UnitRow(properties: SectionProperties & { readonly item: Item; readonly hunk: string }): ReactNode {
  const { item, file, hunk: id, onPoint, model } = properties
  const { hunk, state, isFocused, isSeen, isNew } = standingOf(properties, id)
  if (hunk === undefined) return null
  const { client, reason } = model.effectOf(id)
  return (
    <div
      className={styles.unit}
      style={{ top: item.top }}
      data-item={item.key}
      data-change={id}
      data-read=""
      data-state={state}
      data-focused={isFocused || undefined}
      data-new={isNew || undefined}
      aria-current={isFocused || undefined}
      onMouseDown={() => onPoint(id)}
    >
      <span className={styles.sign}>
        <StateGlyph state={shownState(state, isSeen)} />
      </span>
      <span className={styles.words}>{unitSentence(file, hunk)}</span>
      <span className={styles.word}>{stateWords(shownState(state, isSeen), client)}</span>
      {reason === undefined ? null : <Reason words={reason} className={styles.reason} />}
    </div>
  )
}

/** The one row of a change that is decided, or of which less is shown than its lines. */
function StubRow(properties: SectionProperties & { readonly item: Item; readonly id: string }): ReactNode {
  const { item, id, text, folding, model, readOnly, actions } = properties
  const { hunk, state, client, isSeen } = standingOf(properties, id)
  const change = text?.changes.get(id)
  const fact = hunk === undefined ? null : factFor(folding, hunk.id)
  const words = state === 'undecided' ? (fact ?? 'White space only') : ownWord(state, client)
  const reason = hunk === undefined ? undefined : model.effectOf(hunk.id).reason
  return (
    <div className={styles.stub} style={{ top: item.top }} data-item={item.key} data-state={state}>
      <button
        type="button"
        tabIndex={-1}
        className={styles.open}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => actions.toggleFold(hunk?.id ?? id)}
      >
        <StateGlyph state={shownState(state, isSeen)} />
        <span className={styles.word}>
          {words}
          {client === undefined ? '' : ` ${fromWords}`}
        </span>
        <span className={styles.tally}>{hunk === undefined ? '' : linesWord(hunk)}</span>
        {reason === undefined ? null : <Reason words={reason} className={styles.reason} />}
      </button>
      {readOnly || state === 'undecided' ? null : (
        <button
          type="button"
          tabIndex={-1}
          className={styles.back}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() =>
            change?.edit == null ? actions.decide(hunk?.id ?? id, null) : actions.removeEdit(change.edit)
          }
        >
          <Undo2 size={14} strokeWidth={1.5} aria-hidden />
          {change?.edit == null ? 'Take back' : 'Remove the edit'}
        </button>
      )}
    </div>
  )
}
