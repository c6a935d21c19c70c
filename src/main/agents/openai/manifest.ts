import type { AgentManifest, FindContext } from '../manifest.ts'
import { openaiOptions } from './options.ts'
import { onlyReads, workModes } from './work-mode.ts'

export const openaiManifest: AgentManifest = {
  kind: 'openai',
  name: 'OpenAI',
  icon: 'model',
  program: null,
  find: (context) => Promise.resolve(find(context)),
  options: openaiOptions,
  capabilities: [
    'followUp',
    'resume',
    'steer',
    'ask',
    'changeMode',
    'fork',
    'rollBack',
    'compact',
    'usage',
    'images',
  ],
  // It has its key from the workbench; the commands that it runs need none.
  secrets: [],
  stateFolders: [],
  stateSettings: [],
  asksFirst: true,
  tellsCutOff: true,
  takesAnswersLater: true,
  readingModes: workModes.filter(onlyReads),
  domains: ['api.openai.com'],
  async models({ env, openai, key }) {
    const { listModels } = await import('./models.ts')
    const names = await listModels({ env, baseUrl: openai.baseUrl, key: () => key('openai') })
    return { models: names.map((name) => ({ name, efforts: [] })), note: null }
  },
  createAdapter: async (folder) => (await import('./adapter.ts')).createOpenaiAgent({ folder }),
}

function find({ env, openai }: FindContext): { readonly available: boolean; readonly note: string } {
  const address = openai.baseUrl || env['OPENAI_BASE_URL'] || ''
  const key = env['OPENAI_API_KEY'] ? 'the key from OPENAI_API_KEY' : openai.hasKey ? 'the stored key' : null
  if (key === null && address === '')
    return {
      available: false,
      note: 'There is no API key. Store one in the settings, or set OPENAI_API_KEY before the workbench starts; for another server with the same API, set its address.',
    }
  const where = address === '' ? 'OpenAI' : address
  const model = openai.model === '' ? '' : ` with the model ${openai.model}`
  return {
    available: true,
    note: `The built-in agent asks ${where}${model}, ${key === null ? 'without a key' : `with ${key}`}.`,
  }
}
