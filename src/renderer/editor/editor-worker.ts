/** The one worker of the editor: it looks for links and ambiguous characters. No language services. */
import 'monaco-editor/editor/editor.worker.js'
