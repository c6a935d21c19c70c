/**
 * Files with fields that a person types into, and how many whose text is kept as a draft. `drafts.spec.ts` walks over all.
 */
export const draftFields: Readonly<Record<string, number>> = {
  'src/renderer/app/refused-field.tsx': 1,
  'src/renderer/editor/typing.ts': 1,
  'src/renderer/features/asks/ask-answers.tsx': 1,
  'src/renderer/features/asks/plan-field.tsx': 1,
  'src/renderer/features/composer/command-fields.tsx': 2,
  'src/renderer/features/composer/existing-dialog.tsx': 2,
  'src/renderer/features/composer/prompt-dialog.tsx': 1,
  'src/renderer/features/composer/task-field.tsx': 1,
  'src/renderer/features/context/follow-up-box.tsx': 1,
  'src/renderer/features/landing/landing-author.tsx': 2,
  'src/renderer/features/landing/landing-identity.tsx': 2,
  'src/renderer/features/landing/landing-message.tsx': 1,
  'src/renderer/features/landing/landing-sheet.tsx': 1,
  'src/renderer/features/queue/queue-row.tsx': 1,
  'src/renderer/features/review/review-footer.tsx': 1,
  'src/renderer/features/session/fork-dialog.tsx': 1,
  'src/renderer/features/settings/repository-rules.tsx': 1,
  'src/renderer/features/settings/repository-settings.tsx': 3,
  'src/renderer/features/settings/setting-row.tsx': 1,
  'src/renderer/features/start/path-field.tsx': 1,
}
