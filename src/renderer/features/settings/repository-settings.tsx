import { useEffect, useState, type ReactNode } from 'react'
import type { Repository, RepositorySettings } from '#shared/domain/repository/repository.ts'
import { answer } from '#renderer/actions/answer.ts'
import { useReplicas, useTyped } from '#renderer/replicas/context.ts'
import { draftPlaces } from '#renderer/replicas/draft-places.ts'
import { Button } from '#renderer/ui/button.tsx'
import { Field } from '#renderer/ui/field.tsx'
import { RepositoryRules } from './repository-rules.tsx'
import { digestOf } from './digest.ts'
import styles from './settings.module.css'

/** Whether this exact text of the setup command was trusted. */
function useTrust(
  command: string,
  trusted: string,
): { readonly digest: string; readonly isTrusted: boolean } {
  const [digest, setDigest] = useState('')
  useEffect(() => {
    let wanted = true
    void digestOf(command).then((found) => (wanted ? setDigest(found) : undefined))
    return () => {
      wanted = false
    }
  }, [command])
  return { digest, isTrusted: digest !== '' && digest === trusted }
}

/** Commands that the repository's own configuration would run on files, to be read before they are trusted. */
function Filters({
  filters,
  trusted,
  onTrust,
}: {
  readonly filters: NonNullable<Repository['filters']>
  readonly trusted: string
  readonly onTrust: (hash: string) => void
}): ReactNode {
  const isTrusted = filters.hash === trusted
  return (
    <div className={styles.filters} role="group" aria-label="Filters of the repository’s configuration">
      <p className={styles.title}>Filters of the repository’s configuration</p>
      <p className={styles.note}>
        Git runs these commands, with your rights, on files it checks out or adds. Winnow leaves them out
        until you trusted these exact lines.
      </p>
      <pre className={styles.definitions} tabIndex={0} aria-label="Definitions">
        {filters.definitions.join('\n')}
      </pre>
      <div className={styles.buttons}>
        <p className={isTrusted ? styles.trusted : styles.untrusted} role="status">
          {isTrusted
            ? 'You trusted these exact lines: they run.'
            : 'These lines are not trusted: they do not run.'}
        </p>
        {isTrusted ? (
          <Button onClick={() => onTrust('')}>Take the trust in the filters back</Button>
        ) : (
          <Button onClick={() => onTrust(filters.hash)}>Trust these exact filters</Button>
        )}
      </div>
    </div>
  )
}

/** What holds for one repository only. Nothing of it is written into the repository. */
export function RepositorySettingsSection({ repository }: { readonly repository: Repository }): ReactNode {
  const { client, repositories } = useReplicas()
  const { settings } = repository
  const place = (name: Parameters<typeof draftPlaces.repositorySetting>[1]): string =>
    draftPlaces.repositorySetting(repository.id, name)
  const typedCopy = useTyped(place('copyIgnored'), settings.copyIgnored.join('\n'))
  const typedCommand = useTyped(place('setupCommand'), settings.setupCommand)
  const typedBranch = useTyped(place('branchName'), settings.branchName)
  const [copy, command, branch] = [typedCopy.text, typedCommand.text, typedBranch.text]
  const { digest, isTrusted } = useTrust(command, settings.trustedSetup)

  const save = async (change: Partial<RepositorySettings>): Promise<void> => {
    const saved = await answer(
      client.repository.saveSettings({ repository: repository.id, settings: change }),
      'Saved.',
    )
    if (saved === null) return
    repositories.remember(saved)
    if (change.copyIgnored !== undefined) typedCopy.drop()
    if (change.setupCommand !== undefined) typedCommand.drop()
    if (change.branchName !== undefined) typedBranch.drop()
  }
  const paths = copy
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const changed =
    paths.join('\n') !== settings.copyIgnored.join('\n') ||
    command !== settings.setupCommand ||
    branch !== settings.branchName
  const needsTrust = command.trim() !== '' && !isTrusted

  return (
    <section className={styles.section} aria-label={`Only ${repository.name}`}>
      <h3 className={styles.heading}>Only {repository.name}</h3>
      <div className={styles.form}>
        <Field
          label="Ignored files to copy into each worktree"
          value={copy}
          onChange={typedCopy.write}
          rows={3}
          placeholder={'.env\nconfig/local.json'}
          note="One path or pattern on a line, from the top of the repository. Default: none."
          mono
        />
        <Field
          label="Setup command"
          value={command}
          onChange={typedCommand.write}
          rows={2}
          placeholder="npm ci"
          note="Runs in each new worktree before the agent starts, with your rights, once you trusted its exact text. Default: none."
          mono
        />
        {command.trim() === '' ? null : (
          <p className={needsTrust ? styles.untrusted : styles.trusted} role="status">
            {needsTrust
              ? 'This text is not trusted: it does not run.'
              : 'You trusted this exact text: it runs in each new worktree.'}
          </p>
        )}
        <Field
          label="Name for new branches"
          value={branch}
          onChange={typedBranch.write}
          note="{slug} and {session} are filled in. Default: winnow/{slug}."
          mono
        />
        <div className={styles.buttons}>
          <Button
            look="primary"
            disabled={!changed}
            onClick={() => void save({ copyIgnored: paths, setupCommand: command, branchName: branch })}
          >
            Save for {repository.name}
          </Button>
          {needsTrust ? (
            <Button
              disabled={digest === ''}
              onClick={() =>
                void save({
                  copyIgnored: paths,
                  branchName: branch,
                  setupCommand: command,
                  trustedSetup: digest,
                })
              }
            >
              Trust this exact command
            </Button>
          ) : null}
          {!needsTrust && command.trim() !== '' ? (
            <Button onClick={() => void save({ trustedSetup: '' })}>Take the trust back</Button>
          ) : null}
        </div>
        <RepositoryRules repository={repository} />
        {repository.filters === null ? null : (
          <Filters
            filters={repository.filters}
            trusted={settings.trustedFilters}
            onTrust={(hash) => void save({ trustedFilters: hash })}
          />
        )}
      </div>
    </section>
  )
}
