import { Square, SquareCheck } from 'lucide-react'
import type { MarkedToken, Token, Tokens } from 'marked'
import { memo, useState, type ReactNode } from 'react'
import { LinkedWords } from './linked-words.tsx'
import { GrowingMarkdown } from './markdown-lexer.ts'
import styles from './message-text.module.css'

/** Cells of a table beyond which it is shown as it was written: each costs more than its words. */
const mostCells = 2_000

/** Where a link or a picture points, as words: a label never leads elsewhere than it says. */
function Address({ href, label }: { readonly href: string; readonly label: string }): ReactNode {
  if (href === '' || href === label || href === `mailto:${label}` || href === `http://${label}`) return null
  return (
    <span className={styles.address}>
      {' ('}
      <LinkedWords text={href} />)
    </span>
  )
}

function Marks({ tokens }: { readonly tokens: readonly Token[] | undefined }): ReactNode {
  return tokens?.map((token, index) => <Mark key={index} token={token as MarkedToken} />)
}

/** What stands inside a line. Whatever has no look of its own, HTML too, is shown as it was written. */
function Mark({ token }: { readonly token: MarkedToken }): ReactNode {
  switch (token.type) {
    case 'strong':
      return (
        <strong>
          <Marks tokens={token.tokens} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Marks tokens={token.tokens} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Marks tokens={token.tokens} />
        </del>
      )
    case 'codespan':
      return (
        <code>
          <LinkedWords text={token.text} />
        </code>
      )
    case 'br':
      return <br />
    case 'link':
    case 'image':
      return (
        <>
          <Marks tokens={token.tokens} />
          <Address href={token.href} label={token.text} />
        </>
      )
    case 'checkbox': {
      const Icon = token.checked ? SquareCheck : Square
      return (
        <>
          <Icon className={styles.checkbox} size={16} strokeWidth={1.5} aria-hidden />
          <span className="visually-hidden">{token.checked ? 'done: ' : 'to do: '}</span>
        </>
      )
    }
    case 'text':
      return token.tokens === undefined ? <LinkedWords text={token.text} /> : <Marks tokens={token.tokens} />
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

function Cells({
  row,
  as: Cell,
}: {
  readonly row: readonly Tokens.TableCell[]
  readonly as: 'th' | 'td'
}): ReactNode {
  return (
    <tr>
      {row.map((cell, index) => (
        <Cell key={index} style={{ textAlign: cell.align ?? undefined }}>
          <Marks tokens={cell.tokens} />
        </Cell>
      ))}
    </tr>
  )
}

function Table({ table }: { readonly table: Tokens.Table }): ReactNode {
  if (table.header.length * table.rows.length > mostCells) return <Verbatim label="Table" text={table.raw} />
  return (
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <Cells row={table.header} as="th" />
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <Cells key={index} row={row} as="td" />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Verbatim({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <pre tabIndex={0} aria-label={label}>
      <LinkedWords text={text} />
    </pre>
  )
}

function Blocks({ tokens }: { readonly tokens: readonly Token[] }): ReactNode {
  return tokens.map((token, index) => <Block key={index} token={token as MarkedToken} />)
}

/**
 * What stands by itself; HTML and whatever else has no look of its own as it was written. A token that was finished is
 * not rendered again while its message grows.
 */
const Block = memo(function Block({ token }: { readonly token: MarkedToken }): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'code':
      return <Verbatim label="Code" text={token.text} />
    case 'heading':
      return (
        <p className={styles.heading}>
          <Marks tokens={token.tokens} />
        </p>
      )
    case 'hr':
      return <hr />
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={token.tokens} />
        </blockquote>
      )
    case 'list': {
      const items = token.items.map((item, index) => (
        <li key={index} className={item.task ? styles.task : undefined}>
          <Blocks tokens={item.tokens} />
        </li>
      ))
      return token.ordered ? <ol start={Number(token.start)}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return <Table table={token} />
    case 'paragraph':
      return (
        <p>
          <Marks tokens={token.tokens} />
        </p>
      )
    case 'text':
      return (
        <p>
          <Mark token={token} />
        </p>
      )
    case 'checkbox':
      return <Mark token={token} />
    default:
      return <p>{token.raw.trimEnd()}</p>
  }
})

/** An agent's or a person's words in their form. The text becomes text nodes only. */
export default function Markdown({ text }: { readonly text: string }): ReactNode {
  const [markdown] = useState(() => new GrowingMarkdown())
  const tokens = markdown.read(text)
  return tokens === null ? <p>{text}</p> : <Blocks tokens={tokens} />
}
