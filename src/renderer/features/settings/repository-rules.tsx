import { useEffect, useState, type ReactNode } from 'react'
import { wordsForDisplay } from '#shared/base/path-text.ts'
import type { Rule, RuleEffect } from '#shared/domain/approval/rule.ts'
import type { Repository } from '#shared/domain/repository/repository.ts'
import { answer } from '#renderer/actions/answer.ts'
import { useReplicas, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { followRules } from '#renderer/replicas/rules.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import styles from './settings.module.css'

/** The rules that answer what agents ask in a repository; null until they are known. */
function useRules(repository: string): readonly Rule[] | null {
  const { client } = useReplicas()
  const [rules, setRules] = useState<readonly Rule[] | null>(null)
  useEffect(() => {
    const following = followRules(client, repository, setRules)
    return () => following.dispose()
  }, [client, repository])
  return rules
}

/** Looks at the rules of a repository, writes them, and takes them back. */
export function RepositoryRules({
  repository: { id, name },
}: {
  readonly repository: Pick<Repository, 'id' | 'name'>
}): ReactNode {
  const { client } = useReplicas()
  const rules = useRules(id)
  const typed = useTyped(draftPlaces.repositorySetting(id, 'rule'), '')
  const text = typed.text.trim()
  const add = async (effect: RuleEffect): Promise<void> => {
    const written = await answer(client.rule.add({ repository: id, effect, text }), 'The rule is written.')
    if (written !== null) typed.drop()
  }
  const revoke = (rule: Rule): void =>
    void answer(client.rule.revoke({ repository: id, rule: rule.id }), 'The rule is revoked.')
  return (
    <div className={styles.filters} role="group" aria-label="Rules for what agents ask">
      <p className={styles.title}>Rules for what agents ask</p>
      <p className={styles.note}>
        They answer before you are asked, for every agent in {name}. What forbids wins. A command is allowed
        only where a rule names each of its parts.
      </p>
      {rules === null ? null : rules.length === 0 ? (
        <p className={styles.note}>There are none: everything that agents ask comes to you.</p>
      ) : (
        <ul className={styles.rules} aria-label="Rules">
          {rules.map((rule) => (
            <li key={rule.id} className={styles.rule}>
              <span className={rule.effect === 'allow' ? styles.allows : styles.forbids}>
                {rule.effect === 'allow' ? 'allow' : 'forbid'}
              </span>
              <code>{wordsForDisplay(rule.text)}</code>
              <Button
                look="quiet"
                aria-label={`Revoke the rule ${wordsForDisplay(rule.text)}`}
                onClick={() => revoke(rule)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Field
        label="A new rule"
        value={typed.text}
        onChange={typed.write}
        placeholder="npm test *"
        note="A command, with * as its last word where any words may follow; or network: HOST; or write: FOLDER/."
        mono
      />
      <div className={styles.buttons}>
        <Button disabled={text === ''} onClick={() => void add('allow')}>
          Allow this from now on
        </Button>
        <Button disabled={text === ''} onClick={() => void add('forbid')}>
          Forbid this from now on
        </Button>
      </div>
    </div>
  )
}
