import type { Scope } from '#shared/domain/unit/outline.ts'
import { nestedGrammars } from './nested-formats.ts'

/** How a language's syntax tree says what a person takes for one thing. */
export interface Language {
  /** The grammar's file is `tree-sitter-<grammar>.wasm`. */
  readonly grammar: string
  /** Node types that are one thing each; nothing within is looked at. */
  readonly scopes: Readonly<Record<string, Scope['kind']>>
  /** Node types whose parts are things: classes, modules, and what only wraps one. */
  readonly containers: ReadonlySet<string>
  /** Node types that bring in names; neighbours of them are one scope. */
  readonly imports: ReadonlySet<string>
  /** Calls of these names are tests, or groups of tests, with their title as first argument. */
  readonly tests?: { readonly single: ReadonlySet<string>; readonly group: ReadonlySet<string> }
}

const javascriptTests = {
  single: new Set([
    'it',
    'test',
    'specify',
    'beforeEach',
    'beforeAll',
    'afterEach',
    'afterAll',
    'before',
    'after',
    'bench',
  ]),
  group: new Set(['describe', 'context', 'suite']),
}

const javascript: Omit<Language, 'grammar'> = {
  scopes: {
    function_declaration: 'function',
    generator_function_declaration: 'function',
    function_signature: 'function',
    method_definition: 'method',
    method_signature: 'method',
    abstract_method_signature: 'method',
    public_field_definition: 'declaration',
    field_definition: 'declaration',
    interface_declaration: 'type',
    type_alias_declaration: 'type',
    enum_declaration: 'type',
    lexical_declaration: 'declaration',
    variable_declaration: 'declaration',
    expression_statement: 'declaration',
    if_statement: 'declaration',
    for_statement: 'declaration',
    try_statement: 'declaration',
    class_static_block: 'method',
  },
  containers: new Set([
    ...['program', 'export_statement', 'class_declaration', 'abstract_class_declaration', 'class_body'],
    ...['ambient_declaration', 'module', 'internal_module', 'statement_block'],
  ]),
  imports: new Set(['import_statement']),
  tests: javascriptTests,
}

const c: Language = {
  grammar: 'c',
  scopes: {
    function_definition: 'function',
    declaration: 'declaration',
    expression_statement: 'declaration',
    type_definition: 'type',
    struct_specifier: 'type',
    union_specifier: 'type',
    enum_specifier: 'type',
    preproc_def: 'declaration',
    preproc_function_def: 'declaration',
  },
  containers: new Set([
    ...['translation_unit', 'linkage_specification', 'declaration_list'],
    ...['preproc_ifdef', 'preproc_if', 'preproc_elif', 'preproc_elifdef', 'preproc_else'],
  ]),
  imports: new Set(['preproc_include']),
}

const languages = {
  c,
  javascript: { grammar: 'javascript', ...javascript },
  typescript: { grammar: 'typescript', ...javascript },
  tsx: { grammar: 'tsx', ...javascript },
  python: {
    grammar: 'python',
    scopes: {
      function_definition: 'function',
      expression_statement: 'declaration',
      if_statement: 'declaration',
      for_statement: 'declaration',
      with_statement: 'declaration',
      try_statement: 'declaration',
    },
    containers: new Set(['module', 'class_definition', 'block', 'decorated_definition']),
    imports: new Set(['import_statement', 'import_from_statement', 'future_import_statement']),
  },
  go: {
    grammar: 'go',
    scopes: {
      function_declaration: 'function',
      method_declaration: 'method',
      type_declaration: 'type',
      const_declaration: 'declaration',
      var_declaration: 'declaration',
    },
    containers: new Set(['source_file']),
    imports: new Set(['import_declaration', 'package_clause']),
  },
  rust: {
    grammar: 'rust',
    scopes: {
      function_item: 'function',
      function_signature_item: 'function',
      struct_item: 'type',
      enum_item: 'type',
      union_item: 'type',
      type_item: 'type',
      const_item: 'declaration',
      static_item: 'declaration',
      macro_definition: 'declaration',
      macro_invocation: 'declaration',
    },
    containers: new Set(['source_file', 'impl_item', 'trait_item', 'mod_item', 'declaration_list']),
    imports: new Set(['use_declaration', 'extern_crate_declaration']),
  },
  java: {
    grammar: 'java',
    scopes: {
      method_declaration: 'method',
      constructor_declaration: 'method',
      compact_constructor_declaration: 'method',
      field_declaration: 'declaration',
      enum_constant: 'declaration',
      static_initializer: 'method',
      annotation_type_declaration: 'type',
    },
    containers: new Set([
      ...['program', 'class_declaration', 'class_body', 'interface_declaration', 'interface_body'],
      ...['enum_declaration', 'enum_body', 'enum_body_declarations', 'record_declaration'],
    ]),
    imports: new Set(['import_declaration', 'package_declaration']),
  },
  'c-sharp': {
    grammar: 'c-sharp',
    scopes: {
      method_declaration: 'method',
      constructor_declaration: 'method',
      destructor_declaration: 'method',
      operator_declaration: 'method',
      property_declaration: 'declaration',
      indexer_declaration: 'declaration',
      event_declaration: 'declaration',
      field_declaration: 'declaration',
      delegate_declaration: 'type',
      enum_declaration: 'type',
      global_statement: 'declaration',
    },
    containers: new Set([
      ...[
        'compilation_unit',
        'namespace_declaration',
        'file_scoped_namespace_declaration',
        'declaration_list',
      ],
      ...['class_declaration', 'interface_declaration', 'struct_declaration', 'record_declaration'],
    ]),
    imports: new Set(['using_directive', 'extern_alias_directive']),
  },
  cpp: {
    grammar: 'cpp',
    scopes: {
      function_definition: 'function',
      declaration: 'declaration',
      field_declaration: 'declaration',
      type_definition: 'type',
      alias_declaration: 'type',
      enum_specifier: 'type',
      preproc_def: 'declaration',
      preproc_function_def: 'declaration',
    },
    containers: new Set([
      ...['translation_unit', 'namespace_definition', 'declaration_list', 'linkage_specification'],
      ...['class_specifier', 'struct_specifier', 'field_declaration_list', 'template_declaration'],
      ...['preproc_ifdef', 'preproc_if', 'preproc_else'],
    ]),
    imports: new Set(['preproc_include', 'using_declaration']),
  },
  php: {
    grammar: 'php',
    scopes: {
      function_definition: 'function',
      method_declaration: 'method',
      property_declaration: 'declaration',
      const_declaration: 'declaration',
      expression_statement: 'declaration',
    },
    containers: new Set([
      ...['program', 'namespace_definition', 'compound_statement', 'declaration_list', 'enum_declaration'],
      ...['class_declaration', 'interface_declaration', 'trait_declaration', 'enum_declaration_list'],
    ]),
    imports: new Set(['namespace_use_declaration']),
  },
  ruby: {
    grammar: 'ruby',
    scopes: { method: 'method', singleton_method: 'method', assignment: 'declaration', call: 'declaration' },
    containers: new Set(['program', 'module', 'class', 'singleton_class', 'body_statement']),
    imports: new Set([]),
  },
  bash: {
    grammar: 'bash',
    scopes: {
      function_definition: 'function',
      if_statement: 'declaration',
      for_statement: 'declaration',
      while_statement: 'declaration',
      case_statement: 'declaration',
    },
    containers: new Set(['program']),
    imports: new Set([]),
  },
  css: {
    grammar: 'css',
    scopes: { rule_set: 'declaration', keyframes_statement: 'declaration' },
    containers: new Set(['stylesheet', 'media_statement', 'supports_statement', 'at_rule', 'block']),
    imports: new Set(['import_statement']),
  },
  powershell: {
    grammar: 'powershell',
    scopes: { function_statement: 'function', class_method_definition: 'method' },
    containers: new Set(['program', 'statement_list', 'class_statement']),
    imports: new Set([]),
  },
  ini: {
    grammar: 'ini',
    scopes: { section: 'section' },
    containers: new Set(['document']),
    imports: new Set([]),
  },
} as const satisfies Readonly<Record<string, Language>>

type LanguageName = keyof typeof languages

const extensions: Readonly<Record<string, LanguageName>> = {
  ...{ js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript' },
  ...{ ts: 'typescript', mts: 'typescript', cts: 'typescript', tsx: 'tsx' },
  ...{ py: 'python', pyi: 'python', go: 'go', rs: 'rust', java: 'java', cs: 'c-sharp' },
  ...{ cc: 'cpp', cpp: 'cpp', cxx: 'cpp', hpp: 'cpp', hh: 'cpp', h: 'cpp', c: 'c' },
  ...{ php: 'php', rb: 'ruby', sh: 'bash', bash: 'bash', css: 'css', ps1: 'powershell', ini: 'ini' },
}

/** The grammars that outlines are made with. */
export const grammars: readonly string[] = [
  ...Object.values(languages).map(({ grammar }) => grammar),
  ...nestedGrammars,
]

/** The language of a file by its name; null where no outline can be made by a grammar. */
export function languageOf(path: string): Language | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? ''
  const name = Object.hasOwn(extensions, extension) ? extensions[extension] : undefined
  return name === undefined ? null : languages[name]
}
