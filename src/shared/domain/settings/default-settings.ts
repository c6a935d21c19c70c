/**
 * What every setting is until the person changes it; `settingsSchema` checks it. Apart from the schemas, whose library a page would have to load
 * before it shows anything.
 */
export const defaultSettings = {
  theme: 'system',
  parallelLimit: 4,
  diffLayout: 'split',
  wrap: true,
  codeFontSize: 13,
  ligatures: false,
  shell: '',
  endAllProcesses: true,
  keepAwake: true,
  sandbox: 'agents',
  network: 'asked',
  packageRegistries: false,
  editor: '',
  terminal: '',
  coAuthoredBy: true,
  readingFigures: true,
  openaiBaseUrl: '',
  openaiModel: 'gpt-5.5',
  openaiWindow: 0,
  openaiMostRounds: 1000,
  openaiMostMinutes: 240,
  openaiMostTokens: 100_000,
} as const
