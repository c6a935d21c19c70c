import type { AgentManifest } from '../manifest.ts'
import { onPath } from '../program-agent.ts'
import { geminiOptions } from './options.ts'

export const geminiManifest: AgentManifest = {
  kind: 'gemini',
  name: 'Gemini CLI',
  ...onPath(
    'gemini',
    'Install it with “npm install -g @google/gemini-cli” and sign in once with “gemini”.',
    'gemini --acp',
  ),
  options: geminiOptions,
  capabilities: ['followUp', 'resume', 'approve', 'plan', 'images'],
  secrets: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
  stateFolders: ['.gemini'],
  stateSettings: [
    '.gemini/settings.json',
    '.gemini/GEMINI.md',
    '.gemini/commands',
    '.gemini/extensions',
    '.gemini/policies',
    '.gemini/trustedFolders.json',
    '.gemini/.env',
  ],
  domains: ['generativelanguage.googleapis.com', 'cloudcode-pa.googleapis.com', 'oauth2.googleapis.com'],
  needless: ['play.googleapis.com'],
  serverVariables: ['GOOGLE_GEMINI_BASE_URL', 'GOOGLE_VERTEX_BASE_URL', 'CODE_ASSIST_ENDPOINT'],
  createAdapter: async () => (await import('./adapter.ts')).createGeminiAgent(),
}
