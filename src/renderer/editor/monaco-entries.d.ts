/** Entries of Monaco that are run for their effect and have no types. */
declare module 'monaco-editor/features/*/register.js'
declare module 'monaco-editor/languages/definitions/register.all.js'
