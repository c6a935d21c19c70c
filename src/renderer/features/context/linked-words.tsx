import { use, type ReactNode } from 'react'
import { LinkContext } from './follow-link.ts'
import { textLinks } from './text-links.ts'
import styles from './message-text.module.css'

/** A text in which addresses and lines of files can be followed. */
export function LinkedWords({ text }: { readonly text: string }): ReactNode {
  const follow = use(LinkContext)
  const links = follow === null ? [] : textLinks(text)
  if (follow === null || links.length === 0) return text
  return links.map(({ from, to, target }, index) => (
    <span key={from}>
      {text.slice(links[index - 1]?.to ?? 0, from)}
      <button
        type="button"
        role="link"
        className={styles.link}
        title={target.kind === 'web' ? target.url : `${target.path}, line ${target.line}`}
        onClick={() => follow(target)}
      >
        {text.slice(from, to)}
      </button>
      {index === links.length - 1 ? text.slice(to) : ''}
    </span>
  ))
}
