/**
 * The procedures that the contract marks as repeatable, by name. Apart from the contract, whose library a page would have to
 * load before it shows anything; a test holds the two together.
 */
export const repeatableProcedures: ReadonlySet<string> = new Set([
  'workbench.info',
  'workbench.settings',
  'workbench.saveSettings',
  'workbench.agents',
  'workbench.drafts',
  'workbench.saveDraft',
  'workbench.history',
  'repository.open',
  'repository.list',
  'repository.bases',
  'repository.files',
  'repository.saveSettings',
  'repository.openDemo',
  'session.list',
  'session.get',
  'session.rename',
  'session.timeline',
  'session.output',
  'changeset.get',
  'changeset.file',
  'changeset.blob',
  'changeset.previous',
  'review.decide',
  'review.undo',
  'review.redo',
  'review.edit',
  'review.removeEdit',
  'landing.preview',
])
